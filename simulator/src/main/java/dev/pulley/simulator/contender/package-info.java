/**
 * The policies under test: the baselines, which live only here, and the learner behind the same few methods. A contender
 * must never see the environment, only the rewards that it is given.
 */
@NullMarked
package dev.pulley.simulator.contender;

import org.jspecify.annotations.NullMarked;
