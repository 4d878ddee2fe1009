/**
 * What may be said about a task, and how surely: probabilities, intervals, regret, verdicts. It answers questions about
 * evidence and never changes what is allocated.
 */
@NullMarked
package dev.pulley.policies.inference;

import org.jspecify.annotations.NullMarked;
