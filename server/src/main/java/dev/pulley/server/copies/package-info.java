/**
 * What this node keeps on its own disk of the store in Redis: to which store it belongs, the tasks, and the shares that
 * they had; so that it starts and decides while Redis is away, and gives back what Redis lost. Never the only place of
 * anything.
 */
@NullMarked
package dev.pulley.server.copies;

import org.jspecify.annotations.NullMarked;
