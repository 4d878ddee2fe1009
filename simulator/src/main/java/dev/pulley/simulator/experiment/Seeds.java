package dev.pulley.simulator.experiment;

import java.util.stream.LongStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Two seeds for every run, one for its world and one for the policy in it. They are drawn in order before anything runs, so
 * they depend on nothing but the experiment's seed; and each policy gets the same ones, so that its figures don't depend
 * on which others take part.
 */
final class Seeds {
    private final long[] seeds;

    Seeds(long seed, int runs) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(seed);
        seeds = LongStream.generate(random::nextLong).limit(2L * runs).toArray();
    }

    long world(int run) {
        return seeds[2 * run];
    }

    long policy(int run) {
        return seeds[2 * run + 1];
    }
}
