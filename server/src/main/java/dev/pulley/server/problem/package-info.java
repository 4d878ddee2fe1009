/**
 * Expected failures as values: what went wrong, where, and under which code of the contract. Knows nothing of
 * HTTP beyond the status that a code stands for.
 */
@NullMarked
package dev.pulley.server.problem;

import org.jspecify.annotations.NullMarked;
