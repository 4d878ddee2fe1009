/**
 * What pages and APIs show of a task, computed from the snapshot. Only reads.
 */
@NullMarked
package dev.pulley.server.stats;

import org.jspecify.annotations.NullMarked;
