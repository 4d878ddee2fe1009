package dev.pulley.server.task;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Gives the metrics of a definition their places in the evidence. A metric that had one keeps it; proxies take the first
 * that is free, so that the earliest shape; guardrails take the first that shapes nothing.
 */
final class MetricPlaces {
    private final List<Metric> metrics;
    private final long sinceMillis;

    private MetricPlaces(List<Metric> known, long sinceMillis) {
        this.metrics = new ArrayList<>(known);
        this.sinceMillis = sinceMillis;
    }

    static Result<List<Metric>> place(
            List<Metric> known, TaskDefinition definition, boolean hasEvidence, long nowMillis) {
        MetricPlaces places = new MetricPlaces(known, hasEvidence ? nowMillis : 0);
        Optional<Problem> problem = places.placeOutcome(definition.outcome(), hasEvidence);
        for (int i = 0; problem.isEmpty() && i < definition.proxies().size(); i++) {
            ProxyDefinition proxy = definition.proxies().get(i);
            problem = places.place("/proxies/" + i, proxy.metric(), proxy.kind(), Metric.OUTCOME + 1);
        }
        for (int i = 0; problem.isEmpty() && i < definition.guardrails().size(); i++) {
            GuardrailDefinition guardrail = definition.guardrails().get(i);
            problem = places.place("/guardrails/" + i, guardrail.metric(), guardrail.kind(), Metric.SHAPING_MAX + 1);
        }
        return problem.map(Result::<List<Metric>>refused).orElseGet(() -> Result.ok(List.copyOf(places.metrics)));
    }

    private Optional<Problem> placeOutcome(OutcomeDefinition outcome, boolean hasEvidence) {
        Metric wanted = new Metric(outcome.metric(), Metric.OUTCOME, outcome.kind());
        if (metrics.stream()
                .anyMatch(metric ->
                        metric.position() != Metric.OUTCOME && metric.name().equals(outcome.metric()))) {
            return Optional.of(Problem.at(
                    "/outcome/metric",
                    ProblemCode.INVALID_TASK,
                    "the metric '" + outcome.metric()
                            + "' is, or was, a proxy or a guardrail of this task; use another name"));
        }
        Optional<Metric> placed = metrics.stream()
                .filter(metric -> metric.position() == Metric.OUTCOME)
                .findFirst();
        if (placed.isEmpty()) {
            metrics.add(wanted);
        } else if (!placed.get().equals(wanted)) {
            if (hasEvidence) {
                return Optional.of(Problem.at(
                        "/outcome",
                        ProblemCode.OUTCOME_FIXED,
                        "the task has evidence for the outcome '" + placed.get().name() + "' of kind "
                                + placed.get().kind().wireName() + "; make another task for another outcome"));
            }
            metrics.remove(placed.get());
            metrics.add(wanted);
        }
        return Optional.empty();
    }

    private Optional<Problem> place(String field, String name, MetricKind kind, int leastPosition) {
        Optional<Metric> same =
                metrics.stream().filter(metric -> metric.name().equals(name)).findFirst();
        if (same.isPresent()) {
            Metric metric = same.get();
            boolean fits = metric.kind().equals(kind)
                    && metric.position() != Metric.OUTCOME
                    && metric.position() >= leastPosition;
            return fits
                    ? Optional.empty()
                    : refused(
                            field, "a metric's kind never changes, nor its part; use another name than '" + name + "'");
        }
        int position = IntStream.range(leastPosition, Metric.POSITIONS_MAX)
                .filter(free -> metrics.stream().noneMatch(metric -> metric.position() == free))
                .findFirst()
                .orElse(Metric.POSITIONS_MAX);
        if (position == Metric.POSITIONS_MAX) {
            return refused(field, "the task has had " + Metric.POSITIONS_MAX + " metrics, which is the most");
        }
        metrics.add(new Metric(name, position, kind, sinceMillis));
        return Optional.empty();
    }

    private static Optional<Problem> refused(String field, String detail) {
        return Optional.of(Problem.at(field, ProblemCode.INVALID_TASK, detail));
    }
}
