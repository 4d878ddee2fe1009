package dev.pulley.simulator.report;

import dev.pulley.simulator.experiment.Experiment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.PolicyResult;
import dev.pulley.simulator.experiment.Sample;
import java.util.Locale;

/** What the terminal shows: where every policy stood at the horizon, and what it takes to see it again. */
public final class TextReport {
    private TextReport() {}

    public static String of(ExperimentResult result, String commit) {
        Experiment experiment = result.experiment();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %d runs of %d decisions, seed %d, commit %s%n",
                experiment.environment().name(),
                experiment.runs(),
                experiment.horizon(),
                experiment.seed(),
                commit));
        text.append(String.format(
                Locale.ROOT, "%-18s %22s %12s %22s %18s%n", "policy", "regret", "p90", "simple regret", "best share"));
        for (PolicyResult policy : result.policies()) {
            PolicyResult.Checkpoint last = policy.last();
            text.append(String.format(
                    Locale.ROOT,
                    "%-18s %22s %12.4g %22s %18s%n",
                    policy.policy(),
                    figure(last.regret()),
                    last.regret().quantile(0.9),
                    figure(last.simpleRegret()),
                    figure(last.bestShare())));
        }
        return text.toString();
    }

    private static String figure(Sample sample) {
        return String.format(Locale.ROOT, "%.4g +- %.2g", sample.mean(), sample.standardError());
    }
}
