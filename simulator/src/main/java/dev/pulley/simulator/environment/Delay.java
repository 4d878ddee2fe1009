package dev.pulley.simulator.environment;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * After how many rounds a reward arrives. A reward with a delay of d rounds is known before the choice d rounds later, so
 * that 0 and 1 both mean: before the next choice. Delays on a continuous scale are rounded up.
 */
public sealed interface Delay {
    /** No delay is longer than this many rounds, so that sums of rounds can't overflow. */
    long LIMIT_ROUNDS = 1L << 40;

    long drawRounds(UniformRandomProvider random);

    /** The same for every reward; 0 is no delay. */
    record Fixed(long rounds) implements Delay {
        @Override
        public long drawRounds(UniformRandomProvider random) {
            return rounds;
        }
    }

    /** Rounds until the first success of repeated trials, by inversion: P(d > n) = (1 - 1/mean)^n. */
    record Geometric(double meanRounds) implements Delay {
        @Override
        public long drawRounds(UniformRandomProvider random) {
            double survival = 1 - random.nextDouble();
            return meanRounds <= 1 ? 1 : Math.max(1, roundedUp(Math.log(survival) / Math.log1p(-1 / meanRounds)));
        }

        /** The probability of a delay of at most so many rounds. */
        public double cdf(long rounds) {
            return rounds < 1 ? 0 : meanRounds <= 1 ? 1 : -Math.expm1(rounds * Math.log1p(-1 / meanRounds));
        }
    }

    record LogNormal(double medianRounds, double sigma) implements Delay {
        @Override
        public long drawRounds(UniformRandomProvider random) {
            double z = ZigguratSampler.NormalizedGaussian.of(random).sample();
            return roundedUp(medianRounds * Math.exp(sigma * z));
        }
    }

    /** By inversion: P(d > x) = exp(-(x / scale)^shape). */
    record Weibull(double scaleRounds, double shape) implements Delay {
        @Override
        public long drawRounds(UniformRandomProvider random) {
            double survival = 1 - random.nextDouble();
            return roundedUp(scaleRounds * Math.pow(-Math.log(survival), 1 / shape));
        }
    }

    private static long roundedUp(double rounds) {
        return (long) Math.min(LIMIT_ROUNDS, Math.ceil(rounds));
    }
}
