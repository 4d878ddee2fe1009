package dev.pulley.simulator.contender;

import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.allocation.SharpenedThompsonPolicy;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Marginal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.jspecify.annotations.Nullable;

/**
 * The learner's Thompson policies on binary outcomes, drawn from the posteriors themselves. The greatest of independent
 * draws is an arm with exactly the probability that it is the best, so the law is that of the exact allocation, at a
 * fraction of its cost; a test shows it. Where many decisions share one posterior, the exact allocation is cheaper again.
 */
final class DirectThompson implements Contender {
    /** From so many decisions on one posterior, a quadrature costs less than their draws. */
    private static final double WORTH_A_TABLE = 100;

    private final Experience experience;
    private final SharedPriorFit fit;
    private final BiFunction<List<Marginal>, List<VariantSummary>, List<Marginal>> beliefs;
    private final ContinuousSampler[] posteriors;
    private final UniformRandomProvider random;
    private @Nullable DrawTable table;

    private DirectThompson(
            int arms,
            BiFunction<List<Marginal>, List<VariantSummary>, List<Marginal>> beliefs,
            UniformRandomProvider random) {
        this.experience = new Experience(arms);
        this.fit = new SharedPriorFit(arms);
        this.beliefs = beliefs;
        this.posteriors = new ContinuousSampler[arms];
        this.random = random;
        prepare();
    }

    static DirectThompson plain(int arms, UniformRandomProvider random) {
        return new DirectThompson(arms, (posterior, summaries) -> posterior, random);
    }

    static DirectThompson sharpened(int arms, UniformRandomProvider random) {
        return new DirectThompson(arms, SharpenedThompsonPolicy::beliefs, random);
    }

    @Override
    public int choose() {
        if (experience.isStale()) {
            prepare();
        }
        int arm = table == null ? greatestDraw() : table.draw(random.nextLong());
        decided(arm);
        return arm;
    }

    private int greatestDraw() {
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int arm = 0; arm < posteriors.length; arm++) {
            double draw = posteriors[arm].sample();
            if (draw > greatest) {
                greatest = draw;
                best = arm;
            }
        }
        return best;
    }

    /** Counts a decision, whoever made it. */
    void decided(int arm) {
        experience.decide(arm);
    }

    @Override
    public void learn(long round, int arm, double reward) {
        experience.learn(arm, reward);
    }

    @Override
    public void replace(int arm) {
        experience.clear(arm);
        fit.clear(arm);
    }

    @Override
    public double mean(int arm) {
        if (experience.isStale()) {
            prepare();
        }
        return fit.alpha(arm) / (fit.alpha(arm) + fit.beta(arm));
    }

    private void prepare() {
        List<VariantSummary> summaries = experience.summaries();
        for (int arm = 0; arm < posteriors.length; arm++) {
            fit.advance(arm, summaries.get(arm).sum(), summaries.get(arm).outcomes());
        }
        fit.fit();
        List<Marginal> posterior = new ArrayList<>(posteriors.length);
        for (int arm = 0; arm < posteriors.length; arm++) {
            posterior.add(Marginal.Beta.of(fit.alpha(arm), fit.beta(arm)));
        }
        List<Marginal> believed = beliefs.apply(posterior, summaries);
        table = experience.freshDecisions() < WORTH_A_TABLE ? null : DrawTable.of(BestProbability.of(believed));
        for (int arm = 0; arm < posteriors.length; arm++) {
            Marginal.Beta belief = (Marginal.Beta) believed.get(arm);
            posteriors[arm] = ChengBetaSampler.of(random, belief.alpha(), belief.beta());
        }
    }
}
