/**
 * The worlds that policies are tried in: what an environment file says, and one run's realisation of it. It must never
 * know which policy is looking, so that all of them meet the same rewards.
 */
@NullMarked
package dev.pulley.simulator.environment;

import org.jspecify.annotations.NullMarked;
