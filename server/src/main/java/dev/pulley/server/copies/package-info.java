/**
 * What this node keeps on its own disk of the store in Redis: to which store it belongs, the tasks, the shares that they
 * had, and the evidence that is closed; so that it starts and decides while Redis is away, gives back what Redis lost, and needs
 * no journal for ever. Never the only place of anything but what every node has.
 */
@NullMarked
package dev.pulley.server.copies;

import org.jspecify.annotations.NullMarked;
