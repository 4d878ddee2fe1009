package dev.pulley.simulator.contender;

import dev.pulley.policies.posterior.Marginal;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;

/** The greatest of independent draws from beliefs is an arm with exactly the probability that it is the best. */
final class GreatestDraw {
    private final UniformRandomProvider random;
    private final List<ContinuousSampler> samplers = new ArrayList<>();
    private List<Marginal> marginals = List.of();

    GreatestDraw(UniformRandomProvider random) {
        this.random = random;
    }

    /** What is believed of the arms, and what is drawn from, all of them beta distributions of one range. */
    void prepare(List<Marginal> posterior, List<Marginal> beliefs) {
        marginals = posterior;
        samplers.clear();
        for (Marginal belief : beliefs) {
            Marginal.Beta beta = (Marginal.Beta) belief;
            samplers.add(ChengBetaSampler.of(random, beta.alpha(), beta.beta()));
        }
    }

    int draw() {
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int arm = 0; arm < samplers.size(); arm++) {
            double draw = samplers.get(arm).sample();
            if (draw > greatest) {
                greatest = draw;
                best = arm;
            }
        }
        return best;
    }

    double mean(int arm) {
        return marginals.get(arm).mean();
    }
}
