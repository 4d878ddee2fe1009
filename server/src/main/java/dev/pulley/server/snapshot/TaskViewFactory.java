package dev.pulley.server.snapshot;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.allocation.Policies;
import dev.pulley.policies.allocation.PolicyInput;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Learned;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.GuardrailDefinition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.task.TaskStatus;
import dev.pulley.server.task.VariantDefinition;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.task.VariantStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Makes a task's view of its definition and its evidence. Pure. */
final class TaskViewFactory {
    /** Fading evidence is weighed anew so often in a half-life. */
    private static final int WEIGHINGS_PER_HALF_LIFE = 256;

    private static final long WEIGHING_MILLIS_MIN = 1_000;
    /** A task of short windows is not made anew more often than this for its silence. */
    private static final long AGING_MILLIS_MIN = 250;

    private static final MetricSums NO_VALUES = new MetricSums(0, 0, 0);

    private final Task task;
    private final TaskDefinition definition;
    private final Evidence evidence;
    private final TaskMemo memo;
    private final long nowMillis;
    private final List<VariantIdentity> identities;

    private TaskViewFactory(Task task, Evidence evidence, TaskMemo memo, long nowMillis) {
        this.task = task;
        this.definition = task.definition();
        this.evidence = evidence;
        this.memo = memo;
        this.nowMillis = nowMillis;
        Map<String, VariantIdentity> byName = new HashMap<>();
        task.identities().forEach(identity -> byName.put(identity.name(), identity));
        this.identities = definition.variants().stream()
                .map(variant -> Objects.requireNonNull(byName.get(variant.name()), "every variant has an identity"))
                .toList();
    }

    static TaskView view(Task task, Evidence evidence, Counters counters, long nowMillis) {
        return view(task, evidence, counters, new TaskMemo(), nowMillis);
    }

    /** @param memo what was made of this task's evidence before; it makes no difference but in time */
    static TaskView view(Task task, Evidence evidence, Counters counters, TaskMemo memo, long nowMillis) {
        return view(task, evidence, counters, memo, name -> Optional.empty(), nowMillis);
    }

    /**
     * The same where other tasks are at hand.
     *
     * @param others the tenant's tasks by name, as they are shown
     */
    static TaskView view(
            Task task,
            Evidence evidence,
            Counters counters,
            TaskMemo memo,
            Function<String, Optional<TaskView>> others,
            long nowMillis) {
        List<Imported> earlier = memo.priors().of(task.definition().prior().tasks(), others, nowMillis);
        return new TaskViewFactory(task, evidence, memo, nowMillis).view(counters, earlier);
    }

    /**
     * A task of which no evidence is at hand, with the shares that its variants had when there was. Those were noted apart
     * from the task, and so may be of another time: a variant that is out since gets nothing of them.
     */
    static TaskView remembered(Task task, double... shares) {
        TaskView unknown = view(task, Evidence.NONE, Counters.NONE, 0);
        boolean fits = unknown.counts() && shares.length == unknown.variants().size();
        for (int i = 0; fits && i < shares.length; i++) {
            fits = shares[i] == 0 || unknown.variants().get(i).status() == VariantStatus.ACTIVE;
        }
        if (!fits) {
            return unknown;
        }
        Allocation allocation = Allocation.of(shares);
        List<VariantView> variants = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            variants.add(unknown.variants().get(i).withShare(allocation.share(i)));
        }
        return unknown.with(List.copyOf(variants), allocation);
    }

    private TaskView view(Counters counters, List<Imported> earlier) {
        Map<VariantVersion, VariantVersion> heirs = Inheritance.heirs(identities);
        Evidence inherited = memo.inherited(evidence, heirs);
        List<VariantVersion> versions = versions(inherited);
        TaskLearning learning = new TaskLearning(task, inherited, versions, earlier, memo, nowMillis);
        Learned learned = learning.learned();
        List<VariantSummary> known = learned.variants().subList(0, identities.size());
        SortedMap<VariantVersion, VariantSummary> closed = learning.outcomes().closed();
        Posterior posterior = learned.posterior().first(identities.size());
        PolicyInput all = PolicyInput.of(posterior, known);
        int[] active = IntStream.range(0, identities.size())
                .filter(i -> identities.get(i).status() == VariantStatus.ACTIVE)
                .toArray();
        Optional<Integer> standIn = standIn(active.length);
        Allocation allocation = standIn.map(this::only).orElseGet(() -> allocation(active, all));

        List<VariantView> variants = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            variants.add(new VariantView(
                    definition.variants().get(i),
                    identities.get(i),
                    identities.get(i).status(),
                    known.get(i),
                    closed.getOrDefault(versions.get(i), VariantSummary.NONE),
                    posterior.marginals().get(i),
                    allocation.share(i)));
        }
        return new TaskView(
                task,
                inherited,
                new Beliefs(versions, learned.posterior()),
                policy(standIn.isPresent()),
                standIn.isEmpty(),
                List.copyOf(variants),
                identities.stream().mapToInt(VariantIdentity::id).toArray(),
                allocation,
                DrawTable.of(allocation),
                guardrails(),
                learning.proxies(),
                priors(learning.priors()),
                learning.rewardedShare(),
                learning.outcomes().designEffect(),
                counters,
                Math.min(
                        Math.min(fadesAtMillis(), memo.priors().staleAtMillis()),
                        learning.isAging() ? agesAtMillis() : Long.MAX_VALUE),
                null);
    }

    /** Each of the definition, in its order, also those that give nothing. */
    private List<PriorView> priors(List<PriorView> taken) {
        return definition.prior().tasks().stream()
                .map(name -> taken.stream()
                        .filter(prior -> prior.task().equals(name))
                        .findFirst()
                        .orElseGet(() -> new PriorView(name, 0, 0, false)))
                .toList();
    }

    /** First those of the definition, in its order, and then all others that had decisions. */
    private List<VariantVersion> versions(Evidence inherited) {
        LinkedHashSet<VariantVersion> versions = new LinkedHashSet<>();
        identities.forEach(identity -> versions.add(new VariantVersion(identity.id(), identity.version())));
        Set<VariantVersion> others = new HashSet<>();
        for (BucketDigest bucket : memo.digests(inherited).values()) {
            for (BucketDigest.OfVersion known : bucket.versions()) {
                if (!versions.contains(known.version())) {
                    others.add(known.version());
                }
            }
        }
        versions.addAll(new TreeSet<>(others));
        return List.copyOf(versions);
    }

    /** The one variant that is answered where nothing is tried, which is also where nothing is left to try. */
    private Optional<Integer> standIn(int active) {
        TaskStatus status = task.status();
        String winner = status.winner();
        if (winner == null && status.state() == TaskStatus.State.ACTIVE && active > 0) {
            return Optional.empty();
        }
        String name = winner == null ? definition.control() : winner;
        return IntStream.range(0, identities.size())
                .filter(i -> identities.get(i).name().equals(name))
                .boxed()
                .findFirst();
    }

    private String policy(boolean isStopped) {
        if (!isStopped) {
            return definition.policy().name();
        }
        return task.status().winner() == null ? "paused" : "concluded";
    }

    private Allocation only(int variant) {
        double[] shares = new double[identities.size()];
        shares[variant] = 1;
        return Allocation.of(shares);
    }

    /** The policy shares out among the variants that may be chosen; the others get nothing. */
    private Allocation allocation(int[] active, PolicyInput all) {
        List<VariantSummary> known = all.variants();
        boolean isAll = active.length == known.size();
        List<VariantSummary> summaries =
                isAll ? known : IntStream.of(active).mapToObj(known::get).toList();
        List<VariantDefinition> chosen =
                IntStream.of(active).mapToObj(definition.variants()::get).toList();
        Allocation fixedShares = definition.fixedShares(chosen);
        PolicyInput input = isAll
                ? all.withFixedShares(fixedShares)
                : PolicyInput.of(all.posterior().among(active), summaries, fixedShares);
        Allocation wanted = Policies.named(definition.policy().name())
                .allocate(definition.policy().halfLife() == null ? input : input.fading());
        Allocation within = definition.constraints(chosen).apply(wanted);
        if (isAll) {
            return within;
        }
        double[] shares = new double[known.size()];
        for (int k = 0; k < active.length; k++) {
            shares[active[k]] = within.share(k);
        }
        return Allocation.of(shares);
    }

    private List<GuardrailView> guardrails() {
        if (definition.guardrails().isEmpty()) {
            return List.of();
        }
        Map<VariantVersion, Map<Integer, MetricSums>> sums = new HashMap<>();
        for (BucketEvidence bucket : evidence.buckets().values()) {
            bucket.variants()
                    .forEach((version, variant) -> variant.metrics()
                            .forEach((position, added) -> sums.computeIfAbsent(version, any -> new HashMap<>())
                                    .merge(position, added, MetricSums::plus)));
        }
        List<GuardrailView> views = new ArrayList<>();
        for (GuardrailDefinition guardrail : definition.guardrails()) {
            int position = task.metric(guardrail.metric())
                    .orElseThrow(() -> new IllegalStateException("a guardrail without a place: " + guardrail.metric()))
                    .position();
            for (VariantIdentity identity : identities) {
                MetricSums known = sums.getOrDefault(new VariantVersion(identity.id(), identity.version()), Map.of())
                        .getOrDefault(position, NO_VALUES);
                views.add(GuardrailView.of(guardrail, position, identity, known));
            }
        }
        return List.copyOf(views);
    }

    /** Silence says more with each bucket that time moves on by. */
    private long agesAtMillis() {
        long widthMillis =
                BucketWidth.millis(BucketWidth.codeFor(definition.outcome().window()));
        return nowMillis + Math.max(AGING_MILLIS_MIN, widthMillis);
    }

    private long fadesAtMillis() {
        Duration halfLife = definition.policy().halfLife();
        return halfLife == null
                ? Long.MAX_VALUE
                : nowMillis + Math.max(WEIGHING_MILLIS_MIN, halfLife.toMillis() / WEIGHINGS_PER_HALF_LIFE);
    }
}
