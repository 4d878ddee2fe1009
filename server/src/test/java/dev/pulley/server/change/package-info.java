/** Tests of changes, by several nodes at once. */
@NullMarked
package dev.pulley.server.change;

import org.jspecify.annotations.NullMarked;
