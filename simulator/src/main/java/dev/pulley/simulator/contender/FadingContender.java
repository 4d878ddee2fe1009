package dev.pulley.simulator.contender;

import dev.pulley.policies.allocation.SharpenedThompsonPolicy;
import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.HalfLife;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Learned;
import dev.pulley.policies.posterior.Learner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** The default policy on binary outcomes with a half-life: a round counts as a millisecond, and is a bucket of its own. */
final class FadingContender implements Contender {
    private static final OutcomeModel MODEL = new OutcomeModel.Binary(Goal.MAXIMIZE);

    /** What one round takes from all that was before it. */
    private final double fading;

    private final double[] decisions;
    private final double[] ones;
    private final double[] counts;

    /** How many outcomes each arm ever had. */
    private final double[] allCounts;

    private final GreatestDraw draw;

    FadingContender(int arms, HalfLife halfLife, UniformRandomProvider random) {
        Bucket round = new Bucket(0, 1);
        this.fading = halfLife.weight(round, 2) / halfLife.weight(round, 1);
        this.decisions = new double[arms];
        this.ones = new double[arms];
        this.counts = new double[arms];
        this.allCounts = new double[arms];
        this.draw = new GreatestDraw(random);
    }

    @Override
    public int choose() {
        prepare();
        int arm = draw.draw();
        for (int k = 0; k < decisions.length; k++) {
            decisions[k] *= fading;
            ones[k] *= fading;
            counts[k] *= fading;
        }
        decisions[arm]++;
        return arm;
    }

    /** A reward that is late counts as one of now, which is nearly so where few half-lives pass on the way. */
    @Override
    public void learn(long round, int arm, double reward) {
        ones[arm] += reward;
        counts[arm]++;
        allCounts[arm]++;
    }

    @Override
    public void replace(int arm) {
        for (double[] sums : List.of(decisions, ones, counts, allCounts)) {
            Arrays.fill(sums, arm, arm + 1, 0);
        }
    }

    @Override
    public double mean(int arm) {
        prepare();
        return draw.mean(arm);
    }

    private void prepare() {
        List<VariantSummary> summaries = new ArrayList<>(decisions.length);
        List<VariantSummary> whole = new ArrayList<>(decisions.length);
        for (int k = 0; k < decisions.length; k++) {
            summaries.add(new VariantSummary(Math.max(decisions[k], counts[k]), counts[k], ones[k], ones[k]));
            whole.add(new VariantSummary(allCounts[k], allCounts[k], 0, 0));
        }
        Learned learned = Learner.learnFaded(MODEL, summaries, whole, List.of());
        draw.prepare(
                learned.posterior().marginals(),
                SharpenedThompsonPolicy.beliefs(learned.posterior().gains(), learned.variants(), true));
    }
}
