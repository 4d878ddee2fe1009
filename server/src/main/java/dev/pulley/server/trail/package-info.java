/**
 * The record of what happened, for people and their tools: the events in the folders of any number of nodes, merged and told
 * as JSON. Reads journals only; it never changes a folder, and needs neither a server nor Redis.
 */
@NullMarked
package dev.pulley.server.trail;

import org.jspecify.annotations.NullMarked;
