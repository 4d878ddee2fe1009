package dev.pulley.server.task;

import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A task at one revision: its definition, whether it experiments, and the identities under which tokens and evidence know
 * its parts.
 *
 * @param id unique for its tenant, never reused, and such that {@link Partition#ofTask} finds its partition; 0 until
 *     the task is stored
 * @param identities of all variants that the task ever had, in the order in which they came
 * @param metrics all that the task ever had, in the order in which they came
 * @param formerWindows how long decisions of earlier revisions are open, the earliest first
 */
public record Task(
        int tenant,
        String name,
        int id,
        long revision,
        long createdMillis,
        long updatedMillis,
        TaskDefinition definition,
        TaskStatus status,
        List<VariantIdentity> identities,
        List<Metric> metrics,
        List<FormerWindow> formerWindows) {
    /** A variant that is removed keeps its identity, so that it can come back; there are no more than this. */
    public static final int IDENTITIES_MAX = 2_000;

    /** Of more, the earliest two count as one, the shorter of them. */
    static final int FORMER_WINDOWS_MAX = 64;

    public Task {
        identities = List.copyOf(identities);
        metrics = List.copyOf(metrics);
        formerWindows = List.copyOf(formerWindows);
    }

    /** A task's first revision; its id comes when it is stored. */
    public static Result<Task> create(int tenant, String name, TaskDefinition definition, long nowMillis) {
        return MetricPlaces.place(List.of(), definition, false, nowMillis)
                .then(metrics -> Result.ok(new Task(
                        tenant,
                        name,
                        0,
                        1,
                        nowMillis,
                        nowMillis,
                        definition,
                        TaskStatus.ACTIVE,
                        identify(List.of(), definition),
                        metrics,
                        List.of())));
    }

    /** The next revision, or this one where nothing changes. */
    public Result<Task> revise(TaskDefinition next, boolean hasEvidence, long nowMillis) {
        if (next.equals(definition)) {
            return Result.ok(this);
        }
        List<VariantIdentity> identified = identify(identities, next);
        if (identified.size() > IDENTITIES_MAX) {
            return refused("/variants", "a task has at most " + IDENTITIES_MAX + " variants over its life");
        }
        String winner = status.winner();
        if (winner != null && next.variant(winner).isEmpty()) {
            return refused(
                    "/variants",
                    "the task is concluded with '" + winner + "', which so can't go; resume the task first");
        }
        return MetricPlaces.place(metrics, next, hasEvidence, nowMillis).then(placed -> {
            Task revised = new Task(
                    tenant,
                    name,
                    id,
                    revision + 1,
                    createdMillis,
                    Math.max(nowMillis, updatedMillis),
                    next,
                    status,
                    identified,
                    placed,
                    formerWindowsBefore(closesAfter(next, placed)));
            return revised.activeVariants().isEmpty() && !activeVariants().isEmpty()
                    ? refused("/variants", "at least one variant must be active; the others are paused or tripped")
                    : Result.ok(revised);
        });
    }

    private static Result<Task> refused(String field, String detail) {
        return Result.refused(Problem.at(field, ProblemCode.INVALID_TASK, detail));
    }

    /** The former windows of a next revision, which has this one's among them unless its decisions are open for as long. */
    private List<FormerWindow> formerWindowsBefore(Duration nextClosesAfter) {
        Duration closesAfter = closesAfter();
        if (closesAfter.equals(nextClosesAfter)) {
            return formerWindows;
        }
        List<FormerWindow> windows = new ArrayList<>(formerWindows);
        windows.add(new FormerWindow(revision, closesAfter.toMillis()));
        if (windows.size() > FORMER_WINDOWS_MAX) {
            FormerWindow earliest = windows.removeFirst();
            FormerWindow second = windows.removeFirst();
            windows.addFirst(new FormerWindow(
                    second.lastRevision(), Math.min(earliest.closesAfterMillis(), second.closesAfterMillis())));
        }
        return windows;
    }

    /** The next revision with another status, or this one where it is no other. */
    public Task revise(TaskStatus next, long nowMillis) {
        return next.equals(status) ? this : next(next, identities, nowMillis);
    }

    /** The next revision with another status of a variant, or this one where it is no other. */
    public Task reviseVariant(String variant, VariantStatus next, long nowMillis) {
        return changed(variant, identity -> identity.with(next), nowMillis);
    }

    /** The next revision with a variant put back of which all that guardrails know until now is forgiven. */
    public Task pardonVariant(String variant, Map<Integer, MetricSums> known, long nowMillis) {
        return changed(
                variant,
                identity -> identity.pardoned(new VariantIdentity.Pardon(identity.version(), known)),
                nowMillis);
    }

    private Task changed(String variant, UnaryOperator<VariantIdentity> change, long nowMillis) {
        List<VariantIdentity> next = identities.stream()
                .map(identity -> identity.name().equals(variant) ? change.apply(identity) : identity)
                .toList();
        return next.equals(identities) ? this : next(status, next, nowMillis);
    }

    private Task next(TaskStatus nextStatus, List<VariantIdentity> nextIdentities, long nowMillis) {
        return new Task(
                tenant,
                name,
                id,
                revision + 1,
                createdMillis,
                Math.max(nowMillis, updatedMillis),
                definition,
                nextStatus,
                nextIdentities,
                metrics,
                formerWindows);
    }

    public Task withId(int assigned) {
        return new Task(
                tenant,
                name,
                assigned,
                revision,
                createdMillis,
                updatedMillis,
                definition,
                status,
                identities,
                metrics,
                formerWindows);
    }

    public int partition() {
        return Partition.of(tenant, name);
    }

    /** The identity of a variant that the definition has. */
    public VariantIdentity identity(VariantDefinition variant) {
        return identity(variant.name())
                .orElseThrow(() -> new IllegalStateException("variant without an identity: " + variant.name()));
    }

    /** The identity of a variant that the task has or had. */
    public Optional<VariantIdentity> identity(String variant) {
        return identities.stream().filter(known -> known.name().equals(variant)).findFirst();
    }

    public Optional<VariantIdentity> identity(int variantId) {
        return identities.stream().filter(known -> known.id() == variantId).findFirst();
    }

    public VariantStatus status(VariantIdentity identity) {
        return definition.variant(identity.name()).isPresent() ? identity.status() : VariantStatus.REMOVED;
    }

    /** Those that may be chosen, in the order of the definition. */
    public List<VariantDefinition> activeVariants() {
        return definition.variants().stream()
                .filter(variant -> identity(variant).status() == VariantStatus.ACTIVE)
                .toList();
    }

    /** The metric of that name, if the definition has it now. */
    public Optional<Metric> metric(String metricName) {
        return metricNames().anyMatch(metricName::equals)
                ? metrics.stream()
                        .filter(metric -> metric.name().equals(metricName))
                        .findFirst()
                : Optional.empty();
    }

    private Stream<String> metricNames() {
        return Stream.concat(
                Stream.of(definition.outcome().metric()),
                Stream.concat(
                        definition.proxies().stream().map(ProxyDefinition::metric),
                        definition.guardrails().stream().map(GuardrailDefinition::metric)));
    }

    /** How long after a decision a metric's value counts. */
    public Duration window(Metric metric) {
        return window(definition, metric);
    }

    private static Duration window(TaskDefinition definition, Metric metric) {
        for (ProxyDefinition proxy : definition.proxies()) {
            if (proxy.metric().equals(metric.name())) {
                return proxy.window();
            }
        }
        for (GuardrailDefinition guardrail : definition.guardrails()) {
            if (guardrail.metric().equals(metric.name())) {
                return guardrail.window();
            }
        }
        return definition.outcome().window();
    }

    /** How long after a decision of this revision its last reward may come in. */
    public Duration closesAfter() {
        return closesAfter(definition, metrics);
    }

    private static Duration closesAfter(TaskDefinition definition, List<Metric> metrics) {
        // Asked for by every decision: a stream here was a fourteenth of what one costs.
        Duration longest = Duration.ZERO;
        for (Metric metric : metrics) {
            Duration window = window(definition, metric);
            longest = window.compareTo(longest) > 0 ? window : longest;
        }
        return longest.plus(definition.outcome().grace());
    }

    /**
     * For how long a decision is open.
     *
     * @param closesAfterMillis how long after it the last reward may come in: a window that has shrunk since holds for it too
     * @param keptMillis how long after it what stands on it is kept, at least: as long as its last reward might have come in when it
     *     was made. A window that has grown since does not open it again
     */
    public record OpenTime(long closesAfterMillis, long keptMillis) {}

    /** For how long a decision of a revision is open. */
    public OpenTime openTime(long decidedRevision) {
        long nowMillis = closesAfter().toMillis();
        for (FormerWindow former : formerWindows) {
            if (decidedRevision <= former.lastRevision()) {
                return new OpenTime(Math.min(nowMillis, former.closesAfterMillis()), former.closesAfterMillis());
            }
        }
        return new OpenTime(nowMillis, nowMillis);
    }

    /**
     * Known variants keep their identity, and a payload that they had before gets its version back. One that is removed
     * is not paused any more when it comes back, but tripped it stays.
     */
    private static List<VariantIdentity> identify(List<VariantIdentity> known, TaskDefinition definition) {
        List<VariantIdentity> identities = new ArrayList<>(known);
        Map<String, VariantDefinition> wanted = new HashMap<>();
        definition.variants().forEach(variant -> wanted.put(variant.name(), variant));
        for (int place = 0; place < identities.size(); place++) {
            VariantIdentity identity = identities.get(place);
            VariantDefinition variant = wanted.remove(identity.name());
            if (variant != null) {
                identities.set(place, identity.having(variant.payload(), definition.newVersion()));
            } else if (identity.status() == VariantStatus.PAUSED) {
                identities.set(place, identity.with(VariantStatus.ACTIVE));
            }
        }
        for (VariantDefinition variant : definition.variants()) {
            if (wanted.containsKey(variant.name())) {
                identities.add(VariantIdentity.first(variant.name(), identities.size() + 1, variant.payload()));
            }
        }
        return identities;
    }

    /** For logs and messages: not the whole definition. */
    @Override
    public String toString() {
        return "Task[" + tenant + "/" + name + " id " + id + " revision " + revision + "]";
    }
}
