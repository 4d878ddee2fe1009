package dev.pulley.simulator.contender;

import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.allocation.SharpenedThompsonPolicy;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Marginal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
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
    private final ToDoubleFunction<List<VariantSummary>> sharpness;
    private final ContinuousSampler[] posteriors;
    private final UniformRandomProvider random;
    private @Nullable DrawTable table;

    private DirectThompson(int arms, ToDoubleFunction<List<VariantSummary>> sharpness, UniformRandomProvider random) {
        this.experience = new Experience(arms);
        this.fit = new SharedPriorFit(arms);
        this.sharpness = sharpness;
        this.posteriors = new ContinuousSampler[arms];
        this.random = random;
        prepare();
    }

    static DirectThompson plain(int arms, UniformRandomProvider random) {
        return new DirectThompson(arms, summaries -> 1, random);
    }

    static DirectThompson sharpened(int arms, UniformRandomProvider random) {
        return new DirectThompson(arms, SharpenedThompsonPolicy::factor, random);
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
        double factor = sharpness.applyAsDouble(summaries);
        table = experience.freshDecisions() < WORTH_A_TABLE ? null : table(factor);
        for (int arm = 0; arm < posteriors.length; arm++) {
            posteriors[arm] = ChengBetaSampler.of(random, factor * fit.alpha(arm), factor * fit.beta(arm));
        }
    }

    private DrawTable table(double factor) {
        List<Marginal> sharpened = new ArrayList<>();
        for (int arm = 0; arm < posteriors.length; arm++) {
            sharpened.add(Marginal.Beta.of(factor * fit.alpha(arm), factor * fit.beta(arm)));
        }
        return DrawTable.of(BestProbability.of(sharpened));
    }
}
