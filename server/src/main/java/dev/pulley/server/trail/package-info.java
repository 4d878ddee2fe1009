/**
 * The record of what happened, for people and their tools, as JSON: the events in the folders of any number of nodes, merged;
 * and those of one task, as this node journals them. Reads journals only; it never changes a folder, and needs no Redis.
 */
@NullMarked
package dev.pulley.server.trail;

import org.jspecify.annotations.NullMarked;
