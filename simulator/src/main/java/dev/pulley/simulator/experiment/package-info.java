/**
 * Runs contenders through environments and sums up what happened. The result must never depend on the number of threads
 * or on which other contenders took part.
 */
@NullMarked
package dev.pulley.simulator.experiment;

import org.jspecify.annotations.NullMarked;
