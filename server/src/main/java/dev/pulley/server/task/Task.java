package dev.pulley.server.task;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A task at one revision: its definition, and the identities under which tokens and evidence know its parts.
 *
 * @param id unique for its tenant, never reused, and such that {@link Partition#ofTask} finds its partition; 0 until
 *     the task is stored
 * @param identities of all variants that the task ever had, in the order in which they came
 * @param metrics all that the task ever had, in the order in which they came
 */
public record Task(
        int tenant,
        String name,
        int id,
        long revision,
        long createdMillis,
        long updatedMillis,
        TaskDefinition definition,
        List<VariantIdentity> identities,
        List<Metric> metrics) {
    public Task {
        identities = List.copyOf(identities);
        metrics = List.copyOf(metrics);
    }

    /** A task's first revision; its id comes when it is stored. */
    public static Result<Task> create(int tenant, String name, TaskDefinition definition, long nowMillis) {
        return placeMetrics(List.of(), definition, false)
                .then(metrics -> Result.ok(new Task(
                        tenant,
                        name,
                        0,
                        1,
                        nowMillis,
                        nowMillis,
                        definition,
                        identify(List.of(), definition.variants()),
                        metrics)));
    }

    /** The next revision, or this one where nothing changes. */
    public Result<Task> revise(TaskDefinition next, boolean hasEvidence, long nowMillis) {
        if (next.equals(definition)) {
            return Result.ok(this);
        }
        return placeMetrics(metrics, next, hasEvidence)
                .then(placed -> Result.ok(new Task(
                        tenant,
                        name,
                        id,
                        revision + 1,
                        createdMillis,
                        Math.max(nowMillis, updatedMillis),
                        next,
                        identify(identities, next.variants()),
                        placed)));
    }

    public Task withId(int assigned) {
        return new Task(
                tenant, name, assigned, revision, createdMillis, updatedMillis, definition, identities, metrics);
    }

    public int partition() {
        return Partition.of(tenant, name);
    }

    /** The identity of a variant that the definition has. */
    public VariantIdentity identity(VariantDefinition variant) {
        return identities.stream()
                .filter(known -> known.name().equals(variant.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("variant without an identity: " + variant.name()));
    }

    public Optional<VariantIdentity> identity(int variantId) {
        return identities.stream().filter(known -> known.id() == variantId).findFirst();
    }

    /** The metric of that name, if the definition has it now. */
    public Optional<Metric> metric(String metricName) {
        boolean defined = definition.outcome().metric().equals(metricName)
                || definition.proxies().stream()
                        .anyMatch(proxy -> proxy.metric().equals(metricName));
        return defined
                ? metrics.stream()
                        .filter(metric -> metric.name().equals(metricName))
                        .findFirst()
                : Optional.empty();
    }

    /** How long after a decision a metric's value counts. */
    public Duration window(Metric metric) {
        return definition.proxies().stream()
                .filter(proxy -> proxy.metric().equals(metric.name()))
                .map(ProxyDefinition::window)
                .findFirst()
                .orElse(definition.outcome().window());
    }

    /** How long after a decision its last reward may come in. */
    public Duration closesAfter() {
        return metrics.stream()
                .map(this::window)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .plus(definition.outcome().grace());
    }

    /** Known variants keep their identity, and a payload that they had before gets its version back. */
    private static List<VariantIdentity> identify(List<VariantIdentity> known, List<VariantDefinition> variants) {
        List<VariantIdentity> identities = new ArrayList<>(known);
        for (VariantDefinition variant : variants) {
            String hash = hash(variant.payload());
            int place = 0;
            while (place < identities.size() && !identities.get(place).name().equals(variant.name())) {
                place++;
            }
            if (place == identities.size()) {
                identities.add(new VariantIdentity(variant.name(), place + 1, 1, List.of(hash)));
                continue;
            }
            VariantIdentity identity = identities.get(place);
            List<String> hashes = new ArrayList<>(identity.payloadHashes());
            if (!hashes.contains(hash)) {
                hashes.add(hash);
            }
            identities.set(
                    place, new VariantIdentity(identity.name(), identity.id(), hashes.indexOf(hash) + 1, hashes));
        }
        return identities;
    }

    private static Result<List<Metric>> placeMetrics(
            List<Metric> known, TaskDefinition definition, boolean hasEvidence) {
        List<Metric> metrics = new ArrayList<>(known);
        OutcomeDefinition outcome = definition.outcome();
        Metric wanted = new Metric(outcome.metric(), Metric.OUTCOME, outcome.kind());
        if (known.stream()
                .anyMatch(metric ->
                        metric.position() != Metric.OUTCOME && metric.name().equals(outcome.metric()))) {
            return Result.refused(Problem.at(
                    "/outcome/metric",
                    ProblemCode.INVALID_TASK,
                    "the metric '" + outcome.metric() + "' is, or was, a proxy of this task; use another name"));
        }
        Optional<Metric> placed = known.stream()
                .filter(metric -> metric.position() == Metric.OUTCOME)
                .findFirst();
        if (placed.isEmpty()) {
            metrics.add(wanted);
        } else if (!placed.get().equals(wanted)) {
            if (hasEvidence) {
                return Result.refused(Problem.at(
                        "/outcome",
                        ProblemCode.OUTCOME_FIXED,
                        "the task has evidence for the outcome '" + placed.get().name() + "' of kind "
                                + placed.get().kind().wireName() + "; make another task for another outcome"));
            }
            metrics.remove(placed.get());
            metrics.add(wanted);
        }
        for (int i = 0; i < definition.proxies().size(); i++) {
            ProxyDefinition proxy = definition.proxies().get(i);
            Optional<Metric> same = metrics.stream()
                    .filter(metric -> metric.name().equals(proxy.metric()))
                    .findFirst();
            if (same.isEmpty()) {
                int position = metrics.stream().mapToInt(Metric::position).max().orElse(Metric.OUTCOME) + 1;
                if (position >= Metric.POSITIONS_MAX) {
                    return refusedProxy(i, "the task has had " + Metric.POSITIONS_MAX + " metrics, which is the most");
                }
                metrics.add(new Metric(proxy.metric(), position, proxy.kind()));
            } else if (!same.get().kind().equals(proxy.kind()) || same.get().position() == Metric.OUTCOME) {
                return refusedProxy(
                        i,
                        "a metric's kind never changes, nor its part; use another name than '" + proxy.metric() + "'");
            }
        }
        return Result.ok(metrics);
    }

    private static Result<List<Metric>> refusedProxy(int index, String detail) {
        return Result.refused(Problem.at("/proxies/" + index, ProblemCode.INVALID_TASK, detail));
    }

    private static String hash(byte[] payload) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(payload);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** For logs and messages: not the whole definition. */
    @Override
    public String toString() {
        return "Task[" + tenant + "/" + name + " id " + id + " revision " + revision + "]";
    }
}
