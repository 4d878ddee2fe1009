/**
 * The node's own journal: append, read, rotate, recover, prune. Knows frames and positions, never Redis or HTTP.
 */
@NullMarked
package dev.pulley.server.journal;

import org.jspecify.annotations.NullMarked;
