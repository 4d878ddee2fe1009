/**
 * How late outcomes come, and what decisions whose outcome is still out say. It never reads a clock: ages are given; and
 * it never takes a decision that waits for a failure.
 */
@NullMarked
package dev.pulley.policies.delay;

import org.jspecify.annotations.NullMarked;
