/**
 * Changes of task definitions: the reward's road, decided in Redis by compare-and-set on the revision.
 */
@NullMarked
package dev.pulley.server.change;

import org.jspecify.annotations.NullMarked;
