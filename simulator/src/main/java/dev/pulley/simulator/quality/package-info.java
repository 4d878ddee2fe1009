/**
 * Measures the learner against the bars that it must reach. It must never choose a seed, a bound or a set-up by what came
 * out.
 */
@NullMarked
package dev.pulley.simulator.quality;

import org.jspecify.annotations.NullMarked;
