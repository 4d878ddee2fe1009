package dev.pulley.simulator.environment;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** What the arms' true means are drawn from, anew in every run. */
public sealed interface MeanDistribution {
    double draw(UniformRandomProvider random);

    record Uniform(double low, double high) implements MeanDistribution {
        @Override
        public double draw(UniformRandomProvider random) {
            return low + (high - low) * random.nextDouble();
        }
    }

    record Beta(double alpha, double beta) implements MeanDistribution {
        @Override
        public double draw(UniformRandomProvider random) {
            return ChengBetaSampler.of(random, alpha, beta).sample();
        }
    }

    record Normal(double mean, double deviation) implements MeanDistribution {
        @Override
        public double draw(UniformRandomProvider random) {
            return mean
                    + deviation * ZigguratSampler.NormalizedGaussian.of(random).sample();
        }
    }
}
