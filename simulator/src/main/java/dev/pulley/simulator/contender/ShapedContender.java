package dev.pulley.simulator.contender;

import dev.pulley.policies.allocation.SharpenedThompsonPolicy;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Learned;
import dev.pulley.policies.posterior.Learner;
import dev.pulley.policies.shaping.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;

/** The default policy on binary outcomes that proxies run ahead of. */
final class ShapedContender implements Contender {
    private static final OutcomeModel MODEL = new OutcomeModel.Binary(Goal.MAXIMIZE);

    private final Map<Integer, Double> weights;
    private final ProxySums sums;
    private final Staleness staleness;
    private final GreatestDraw draw;
    private Learned learned;

    /** The weights that the task gives to its proxies, by their positions from 1 on. */
    ShapedContender(int arms, Map<Integer, Double> weights, UniformRandomProvider random) {
        this.weights = Map.copyOf(weights);
        this.sums = new ProxySums(arms);
        this.staleness = new Staleness(arms);
        this.draw = new GreatestDraw(random);
        this.learned = learn();
    }

    @Override
    public int choose() {
        refresh();
        int arm = draw.draw();
        sums.decide(arm);
        staleness.decide();
        return arm;
    }

    @Override
    public void learn(long round, int arm, double reward) {
        sums.report(round, arm, 0, reward);
        staleness.learn(arm);
    }

    @Override
    public void observe(long round, int arm, int proxy, double value) {
        sums.report(round, arm, proxy + 1, value);
    }

    @Override
    public void replace(int arm) {
        sums.clear(arm);
        staleness.clear(arm);
    }

    @Override
    public double mean(int arm) {
        refresh();
        return draw.mean(arm);
    }

    @Override
    public double probabilityBest(int arm) {
        refresh();
        return BestProbability.of(learned.posterior())[arm];
    }

    private void refresh() {
        if (staleness.isStale()) {
            learned = learn();
        }
    }

    private Learned learn() {
        List<Observed> observed = new ArrayList<>();
        for (int arm = 0; arm < sums.arms(); arm++) {
            VariantSummary outcomes = sums.summary(arm);
            observed.add(Observed.of(outcomes, sums.cells(arm)));
        }
        Learned result = Learner.learn(MODEL, weights, observed, List.of(), sums.products());
        draw.prepare(
                result.posterior().marginals(),
                SharpenedThompsonPolicy.beliefs(result.posterior().gains(), result.variants()));
        staleness.seen();
        return result;
    }
}
