package dev.pulley.loadtests.traffic;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A task of the load. Absent outcomes are missing, so that its stats are a function of what was reported and not of the time.
 *
 * @param metrics the outcome first, then the proxies
 * @param isReferred whether some of its decisions have references of the app's own
 */
public record LoadTask(
        String name, String policy, Goal goal, List<Metric> metrics, List<String> variants, boolean isReferred) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MIN_SHARE = 0.1;
    private static final int QUARTERS = 4;
    private static final int RANGE_MAX = 10;
    private static final int NUMBER_MAX = 64;
    private static final double[] RATES = {0.35, 0.5, 0.42, 0.6};

    /** The kinds of values. All that are made are sums of quarters, whose sums are exact in any order. */
    enum Kind {
        BINARY,
        RANGE,
        NUMBER;

        double draw(RandomGenerator random, int variant) {
            return switch (this) {
                case BINARY -> random.nextDouble() < RATES[variant % RATES.length] ? 1 : 0;
                case RANGE -> random.nextInt(QUARTERS * RANGE_MAX + 1) / (double) QUARTERS;
                case NUMBER -> random.nextInt(-NUMBER_MAX, QUARTERS * NUMBER_MAX) / (double) QUARTERS;
            };
        }

        private void write(ObjectNode metric) {
            switch (this) {
                case BINARY -> metric.put("kind", "binary");
                case RANGE -> metric.put("kind", "range").put("min", 0).put("max", RANGE_MAX);
                case NUMBER -> metric.put("kind", "number");
            }
        }
    }

    /** Something that is reported. */
    record Metric(String name, Kind kind) {}

    public LoadTask {
        metrics = List.copyOf(metrics);
        variants = List.copyOf(variants);
    }

    /** The tasks of the mixed load: every kind of outcome, with and without proxies, more of these than shape an outcome. */
    public static List<LoadTask> mixed() {
        Metric resolved = new Metric("resolved", Kind.BINARY);
        Metric seconds = new Metric("seconds", Kind.NUMBER);
        Metric rating = new Metric("rating", Kind.RANGE);
        Metric accepted = new Metric("accepted", Kind.BINARY);
        Metric distance = new Metric("edit_distance", Kind.RANGE);
        Metric copied = new Metric("copied", Kind.BINARY);
        return List.of(
                new LoadTask("route-question", "thompson-sharp", Goal.MAXIMIZE, List.of(resolved), names(2), true),
                new LoadTask(
                        "draft-reply",
                        "thompson",
                        Goal.MAXIMIZE,
                        List.of(resolved, accepted, distance),
                        names(3),
                        true),
                new LoadTask("plan-trip", "thompson-sharp", Goal.MINIMIZE, List.of(seconds), names(3), true),
                new LoadTask("write-query", "top-two", Goal.MAXIMIZE, List.of(seconds, copied), names(2), true),
                new LoadTask("sum-up", "thompson-sharp", Goal.MAXIMIZE, List.of(rating), names(4), true),
                new LoadTask(
                        "choose-tool",
                        "thompson-sharp",
                        Goal.MAXIMIZE,
                        List.of(
                                resolved,
                                accepted,
                                copied,
                                distance,
                                seconds,
                                new Metric("retried", Kind.BINARY),
                                new Metric("shared", Kind.BINARY),
                                new Metric("length", Kind.NUMBER)),
                        names(2),
                        true));
    }

    /** The same under another name. */
    public LoadTask named(String other) {
        return new LoadTask(other, policy, goal, metrics, variants, isReferred);
    }

    /** The same, with no decision that has a reference. */
    public LoadTask withoutReferences() {
        return new LoadTask(name, policy, goal, metrics, variants, false);
    }

    private static List<String> names(int variants) {
        return List.of("baseline", "concise", "careful", "playful").subList(0, variants);
    }

    /** What the outcome is, for whoever reckons with it. */
    OutcomeModel model() {
        return switch (metrics.getFirst().kind()) {
            case BINARY -> new OutcomeModel.Binary(goal);
            case RANGE -> new OutcomeModel.Range(0, RANGE_MAX, goal);
            case NUMBER -> new OutcomeModel.Numeric(goal);
        };
    }

    boolean hasProxies() {
        return metrics.size() > 1;
    }

    /** The definition that the server is given. */
    public String definition(String window, String grace) {
        ObjectNode definition = JSON.createObjectNode();
        ObjectNode outcome = definition.putObject("outcome");
        outcome.put("metric", metrics.getFirst().name())
                .put("goal", goal == Goal.MAXIMIZE ? "maximize" : "minimize")
                .put("window", window)
                .put("grace", grace)
                .put("absent", "missing");
        metrics.getFirst().kind().write(outcome);
        metrics.stream().skip(1).forEach(metric -> {
            ObjectNode proxy = definition.withArray("proxies").addObject().put("metric", metric.name());
            metric.kind().write(proxy);
        });
        for (String variant : variants) {
            definition
                    .withArray("variants")
                    .addObject()
                    .put("name", variant)
                    .putObject("payload")
                    .put("prompt", "Be " + variant + ".");
        }
        definition.putObject("policy").put("name", policy).put("min_share", MIN_SHARE);
        return definition.toString();
    }
}
