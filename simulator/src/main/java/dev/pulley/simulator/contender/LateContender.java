package dev.pulley.simulator.contender;

import dev.pulley.policies.allocation.SharpenedThompsonPolicy;
import dev.pulley.policies.delay.ArrivalCurve;
import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Learned;
import dev.pulley.policies.posterior.Learner;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.simulator.environment.Delay;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;

/** The default policy on binary outcomes of which only successes are reported, late. */
public final class LateContender implements Contender {
    private static final OutcomeModel MODEL = new OutcomeModel.Binary(Goal.MAXIMIZE);

    private final LateReports reports;
    private final Function<LateReports, Learned> learner;
    private final Staleness staleness;
    private final GreatestDraw draw;

    private LateContender(
            int arms, long windowRounds, Function<LateReports, Learned> learner, UniformRandomProvider random) {
        this.reports = new LateReports(arms, windowRounds);
        this.learner = learner;
        this.staleness = new Staleness(arms);
        this.draw = new GreatestDraw(random);
        prepare();
    }

    /** As the server learns: the delay is found out. */
    static LateContender learning(int arms, long windowRounds, UniformRandomProvider random) {
        return new LateContender(
                arms, windowRounds, known -> Learner.learn(MODEL, known.outcomes(known.groups())), random);
    }

    /** The same, told the delay of all arms. */
    static LateContender told(int arms, long windowRounds, Delay.Geometric delay, UniformRandomProvider random) {
        DelayBins bins = new DelayBins(windowRounds + 1);
        double[] shares = new double[DelayBins.COUNT];
        double all = delay.cdf(windowRounds);
        double below = 0;
        for (int bin = 0; bin < shares.length; bin++) {
            // The delays of a bin are the whole numbers from its lower edge to just before its upper one.
            long last = (long) Math.ceil(bins.edgeMillis(bin + 1)) - 1;
            double by = delay.cdf(last) / all;
            shares[bin] = by - below;
            below = by;
        }
        ArrivalCurve curve = ArrivalCurve.of(bins, shares);
        return new LateContender(arms, windowRounds, known -> Learner.learn(MODEL, known.told(curve)), random);
    }

    /** What most do: a decision without an outcome is a failure until it has one. */
    static LateContender hasty(int arms, long windowRounds, UniformRandomProvider random) {
        return new LateContender(
                arms,
                windowRounds,
                known -> {
                    List<VariantSummary> summaries = new ArrayList<>();
                    for (int arm = 0; arm < arms; arm++) {
                        double ones = known.successes(arm);
                        summaries.add(VariantSummary.ofBinary(ones, known.decisions(arm) - ones));
                    }
                    return Learner.learn(MODEL, summaries);
                },
                random);
    }

    @Override
    public int choose() {
        if (staleness.isStale()) {
            prepare();
        }
        int arm = draw.draw();
        decided(arm);
        return arm;
    }

    /** Counts a decision, whoever made it. */
    public void decided(int arm) {
        reports.decide(arm);
        staleness.decide();
    }

    @Override
    public void learn(long round, int arm, double reward) {
        if (reward == 1) {
            reports.succeed(round, arm);
            staleness.learn(arm);
        }
    }

    @Override
    public void replace(int arm) {
        reports.clear(arm);
        staleness.clear(arm);
    }

    @Override
    public double mean(int arm) {
        if (staleness.isStale()) {
            prepare();
        }
        return draw.mean(arm);
    }

    /** What it believes now. */
    public Posterior posterior() {
        return learner.apply(reports).posterior();
    }

    private void prepare() {
        Learned learned = learner.apply(reports);
        draw.prepare(
                learned.posterior().marginals(),
                SharpenedThompsonPolicy.beliefs(learned.posterior().gains(), learned.variants()));
        staleness.seen();
    }
}
