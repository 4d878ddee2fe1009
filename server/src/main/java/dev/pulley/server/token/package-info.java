/**
 * The sealed decision id: everything that a reward needs to find its decision, under a keyed hash. Never looks
 * anything up.
 */
@NullMarked
package dev.pulley.server.token;

import org.jspecify.annotations.NullMarked;
