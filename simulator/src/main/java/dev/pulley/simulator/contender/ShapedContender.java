package dev.pulley.simulator.contender;

import dev.pulley.policies.allocation.SharpenedThompsonPolicy;
import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Learned;
import dev.pulley.policies.posterior.Learner;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.policies.shaping.Signals;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;

/** The default policy on binary outcomes that proxies run ahead of, be these all reported or successes alone. */
public final class ShapedContender implements Contender {
    private static final OutcomeModel MODEL = new OutcomeModel.Binary(Goal.MAXIMIZE);

    private final Map<Integer, Double> weights;
    private final ProxySums sums;

    /** Where only successes are reported. */
    private final @Nullable LateReports reports;

    private final Staleness staleness;
    private final GreatestDraw draw;
    private Learned learned;

    private ShapedContender(
            Map<Integer, Double> weights, ProxySums sums, @Nullable LateReports reports, UniformRandomProvider random) {
        this.weights = Map.copyOf(weights);
        this.sums = sums;
        this.reports = reports;
        this.staleness = new Staleness(sums.arms());
        this.draw = new GreatestDraw(random);
        this.learned = learn();
    }

    /** The weights that the task gives to its proxies, by their positions from 1 on. */
    static ShapedContender reporting(int arms, Map<Integer, Double> weights, UniformRandomProvider random) {
        return new ShapedContender(weights, new ProxySums(arms), null, random);
    }

    /** The same where only successes are reported, within a window. */
    static ShapedContender late(
            int arms, Map<Integer, Double> weights, long windowRounds, UniformRandomProvider random) {
        LateReports reports = new LateReports(arms, windowRounds);
        return new ShapedContender(weights, new ProxySums(arms, reports.width()), reports, random);
    }

    @Override
    public int choose() {
        refresh();
        int arm = draw.draw();
        decided(arm);
        return arm;
    }

    /** Counts a decision, whoever made it. */
    public void decided(int arm) {
        sums.decide(arm);
        LateReports late = reports;
        if (late != null) {
            late.decide(arm);
            sums.close(late.closedBuckets());
        }
        staleness.decide();
    }

    @Override
    public void learn(long round, int arm, double reward) {
        LateReports late = reports;
        if (late != null && reward != 1) {
            return;
        }
        sums.report(round, arm, 0, reward);
        if (late != null) {
            late.succeed(round, arm);
        }
        staleness.learn(arm);
    }

    @Override
    public void observe(long round, int arm, int proxy, double value) {
        sums.report(round, arm, proxy + 1, value);
    }

    @Override
    public void replace(int arm) {
        sums.clear(arm);
        LateReports late = reports;
        if (late != null) {
            late.clear(arm);
        }
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

    /** What it believes now. */
    public Posterior posterior() {
        return learn().posterior();
    }

    private void refresh() {
        if (staleness.isStale()) {
            learned = learn();
        }
    }

    private Signals signals(LateReports late, List<List<Bucket>> groups) {
        return Signals.late(MODEL, late.outcomes(groups), sums.buckets(groups));
    }

    private Learned learn() {
        LateReports late = reports;
        Signals signals =
                late == null ? Signals.of(sums.summaries(), List.of(sums.all())) : signals(late, late.groups());
        Learned result = Learner.learn(MODEL, weights, signals, sums.arms());
        draw.prepare(
                result.posterior().marginals(),
                SharpenedThompsonPolicy.beliefs(result.posterior().gains(), result.variants()));
        staleness.seen();
        return result;
    }
}
