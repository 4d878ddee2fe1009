/**
 * The node's own journal: append, read, recover. Knows frames and positions, never Redis or HTTP.
 */
@NullMarked
package dev.pulley.server.journal;

import org.jspecify.annotations.NullMarked;
