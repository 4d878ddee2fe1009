/** Rebuilds of what nodes did on a real Redis. */
@NullMarked
package dev.pulley.server.rebuild;

import org.jspecify.annotations.NullMarked;
