/**
 * Breaks servers and their Redis under load and shows what became of what was acknowledged. It must never harm a process that
 * it did not start, and never count as right what it could not compare.
 */
@NullMarked
package dev.pulley.loadtests.chaos;

import org.jspecify.annotations.NullMarked;
