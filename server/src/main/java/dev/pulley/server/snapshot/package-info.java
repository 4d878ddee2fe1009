/**
 * The immutable picture of all tasks from which everything answers, and the refresher that makes the next one.
 * The only reader of evidence.
 */
@NullMarked
package dev.pulley.server.snapshot;

import org.jspecify.annotations.NullMarked;
