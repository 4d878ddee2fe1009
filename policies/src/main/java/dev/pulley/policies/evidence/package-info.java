/**
 * What is known about a task, as immutable sums that add, subtract and merge. Nothing here draws a conclusion: no
 * prior, no estimate, and never a clock, I/O or randomness.
 */
@NullMarked
package dev.pulley.policies.evidence;

import org.jspecify.annotations.NullMarked;
