package dev.pulley.simulator.report;

import dev.pulley.simulator.experiment.Experiment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.PolicyResult;
import dev.pulley.simulator.experiment.PolicyResult.Checkpoint;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** One self-contained page: regret curves with bands, where the decisions went, and the figures at the horizon. */
public final class HtmlReport {
    /** More policies than colours share them. */
    private static final int COLOURS = 6;

    private static final List<String> RANKS = List.of("best", "second", "third", "fourth", "the rest");

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c2128; --dim: #5a6472; --paper: #ffffff; --rule: #e1e5ea;
              --c0: #1f6feb; --c1: #c2410c; --c2: #15803d; --c3: #9333ea; --c4: #b45309; --c5: #0e7490;
              --r0: #15803d; --r1: #65a30d; --r2: #ca8a04; --r3: #ea580c; --r4: #9ca3af; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --dim: #9aa5b4; --paper: #14181e; --rule: #2b323c;
              --c0: #6aa9ff; --c1: #fb923c; --c2: #4ade80; --c3: #c99bff; --c4: #fbbf24; --c5: #4fd1e5;
              --r0: #4ade80; --r1: #a3e635; --r2: #facc15; --r3: #fb923c; --r4: #6b7280; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
              max-width: 780px; padding: 24px 16px 48px; }
            h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 32px 0 8px; }
            p { color: var(--dim); margin: 4px 0 12px; } svg { width: 100%; height: auto; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { text-align: right; padding: 5px 8px; border-bottom: 1px solid var(--rule); }
            th:first-child, td:first-child { text-align: left; } th { color: var(--dim); font-weight: 600; }
            .scroll { overflow-x: auto; }
            .grid { stroke: var(--rule); } .tick { fill: var(--dim); font-size: 12px; }
            .line { fill: none; stroke-width: 2; stroke: var(--c); } .band { fill: var(--c); fill-opacity: .14; }
            .area { fill: var(--c); fill-opacity: .85; }
            .key { display: inline-block; margin-right: 16px; }
            .key i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px;
              background: var(--c); }
            """;

    private HtmlReport() {}

    public static String of(ExperimentResult result, String commit) {
        Experiment experiment = result.experiment();
        String name = Html.escaped(experiment.environment().name());
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>")
                .append(name)
                .append(" - Pulley simulation</title>\n")
                .append("<style>\n")
                .append(STYLE)
                .append(colourClasses())
                .append("</style>\n</head>\n<body>\n")
                .append("<h1>")
                .append(name)
                .append("</h1>\n<p>")
                .append(experiment.runs())
                .append(" runs of ")
                .append(experiment.horizon())
                .append(" decisions, seed ")
                .append(experiment.seed())
                .append(", commit ")
                .append(Html.escaped(commit))
                .append("</p>\n")
                .append("<h2>Regret</h2>\n<p>The mean over the runs; the band holds the middle 80% of them.</p>\n")
                .append(policyKeys(result))
                .append(regret(result))
                .append("<h2>At the horizon</h2>\n")
                .append(table(result));
        for (PolicyResult policy : result.policies()) {
            page.append("<h2>Where the decisions went: ")
                    .append(Html.escaped(policy.policy()))
                    .append("</h2>\n")
                    .append("<p>Shares since the checkpoint before, by the rank of the chosen arm's true mean.</p>\n")
                    .append(rankKeys(experiment.environment().arms().count()))
                    .append(allocation(policy));
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static String regret(ExperimentResult result) {
        List<Long> decisions = result.experiment().checkpoints();
        double greatest = result.policies().stream()
                .flatMap(policy -> policy.checkpoints().stream())
                .mapToDouble(checkpoint ->
                        Math.max(checkpoint.regret().mean(), checkpoint.regret().quantile(0.9)))
                .max()
                .orElse(1);
        Svg chart = new Svg(
                "Regret by number of decisions", decisions.get(0), decisions.get(decisions.size() - 1), greatest);
        for (int i = 0; i < result.policies().size(); i++) {
            PolicyResult policy = result.policies().get(i);
            chart.band(
                    "band c" + i % COLOURS,
                    decisions,
                    values(policy, checkpoint -> Math.max(0, checkpoint.regret().quantile(0.1))),
                    values(policy, checkpoint -> Math.max(0, checkpoint.regret().quantile(0.9))));
        }
        for (int i = 0; i < result.policies().size(); i++) {
            chart.line(
                    "c" + i % COLOURS,
                    decisions,
                    values(
                            result.policies().get(i),
                            checkpoint -> checkpoint.regret().mean()));
        }
        return chart.finish();
    }

    private static String allocation(PolicyResult policy) {
        List<Long> decisions =
                policy.checkpoints().stream().map(Checkpoint::decisions).toList();
        Svg chart = new Svg(
                "Shares of decisions of " + policy.policy(), decisions.get(0), decisions.get(decisions.size() - 1), 1);
        List<Double> low = Collections.nCopies(decisions.size(), 0.0);
        for (int group = 0; group < RANKS.size(); group++) {
            List<Double> high = new ArrayList<>();
            for (int i = 0; i < decisions.size(); i++) {
                high.add(low.get(i) + policy.checkpoints().get(i).rankShares().get(group));
            }
            chart.band("area r" + group, decisions, low, high);
            low = high;
        }
        return chart.finish();
    }

    private static List<Double> values(PolicyResult policy, ToDoubleFunction<Checkpoint> figure) {
        return policy.checkpoints().stream().mapToDouble(figure).boxed().toList();
    }

    private static String table(ExperimentResult result) {
        StringBuilder table = new StringBuilder("<div class=\"scroll\"><table>\n<tr><th>policy</th><th>regret</th>"
                + "<th>p10</th><th>p50</th><th>p90</th><th>simple regret</th><th>best share</th></tr>\n");
        for (PolicyResult policy : result.policies()) {
            Checkpoint last = policy.last();
            table.append("<tr><td>").append(Html.escaped(policy.policy())).append("</td>");
            cell(table, figure(last.regret()));
            cell(table, number(last.regret().quantile(0.1)));
            cell(table, number(last.regret().quantile(0.5)));
            cell(table, number(last.regret().quantile(0.9)));
            cell(table, figure(last.simpleRegret()));
            cell(table, figure(last.bestShare()));
            table.append("</tr>\n");
        }
        return table.append("</table></div>\n").toString();
    }

    private static void cell(StringBuilder table, String text) {
        table.append("<td>").append(text).append("</td>");
    }

    private static String figure(Sample sample) {
        return String.format(Locale.ROOT, "%.4g &plusmn; %.2g", sample.mean(), sample.standardError());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static String policyKeys(ExperimentResult result) {
        StringBuilder keys = new StringBuilder("<p>");
        for (int i = 0; i < result.policies().size(); i++) {
            key(keys, "c" + i % COLOURS, result.policies().get(i).policy());
        }
        return keys.append("</p>\n").toString();
    }

    private static String rankKeys(int arms) {
        StringBuilder keys = new StringBuilder("<p>");
        for (int group = 0; group < Math.min(arms, RANKS.size()); group++) {
            key(keys, "r" + group, RANKS.get(group));
        }
        return keys.append("</p>\n").toString();
    }

    private static void key(StringBuilder keys, String colour, String label) {
        keys.append("<span class=\"key ")
                .append(colour)
                .append("\"><i></i>")
                .append(Html.escaped(label))
                .append("</span>");
    }

    private static String colourClasses() {
        StringBuilder classes = new StringBuilder();
        for (int i = 0; i < COLOURS; i++) {
            classes.append(".c").append(i).append(" { --c: var(--c").append(i).append("); }\n");
        }
        for (int i = 0; i < RANKS.size(); i++) {
            classes.append(".r").append(i).append(" { --c: var(--r").append(i).append("); }\n");
        }
        return classes.toString();
    }
}
