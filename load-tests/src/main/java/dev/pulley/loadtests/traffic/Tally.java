package dev.pulley.loadtests.traffic;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the apps know: every answer that they had. A decision that was sent and not answered may have been counted or not, and
 * nobody can ask again; a reward is sent until it is answered, since a repeat counts once. Thread-safe.
 */
public final class Tally {
    /** Complaint: no server of all was there to decide. */
    public static final String DECISION_WITHOUT_SERVER = "decision: no server";

    /** Complaint: the last server that was asked for a decision did not answer. */
    public static final String DECISION_WITHOUT_ANSWER = "decision: no answer";

    /** Complaint: a reward was answered 503, which asks to send it again. */
    public static final String REWARD_UNAVAILABLE = "reward: answered 503";

    /** How many finished decisions are kept to ask the server about, each as likely as any other. */
    private static final int SAMPLE_MAX = 20_000;

    private static final int COMPLAINTS_MAX = 20;

    private final List<LoadTask> tasks;
    /** A version of a variant, by the places of task and variant. */
    private record Version(int task, int variant, int version) {}

    /** What is known of it. */
    private record Told(LongAdder decisions, Sums outcomes) {}

    private final ConcurrentMap<Version, Told> versions = new ConcurrentHashMap<>();
    private final List<LongAdder> unansweredDecisions = new ArrayList<>();
    private final Map<Phase, LongAdder> failedDecisions = new EnumMap<>(Phase.class);
    private final LongAdder acknowledgedRewards = new LongAdder();
    private final LongAdder queuedRewards = new LongAdder();
    private final LongAdder unansweredRewards = new LongAdder();
    private final LongAdder refusedRewards = new LongAdder();
    private final LongAdder shedDecisions = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final Map<String, Long> complaints = new TreeMap<>();
    private final List<Visit> sample = new ArrayList<>();
    private final RandomGenerator random;

    Tally(List<LoadTask> tasks, RandomGenerator random) {
        this.tasks = tasks;
        this.random = random;
        for (int task = 0; task < tasks.size(); task++) {
            unansweredDecisions.add(new LongAdder());
        }
        for (Phase phase : Phase.values()) {
            failedDecisions.put(phase, new LongAdder());
        }
    }

    private Told of(int task, int variant, int version) {
        return versions.computeIfAbsent(
                new Version(task, variant, version), any -> new Told(new LongAdder(), new Sums()));
    }

    void decided(Visit visit) {
        of(visit.task(), visit.variant(), visit.version()).decisions().increment();
    }

    void decisionUnanswered(int task) {
        unansweredDecisions.get(task).increment();
    }

    /** No server would decide. */
    void decisionFailed(Phase phase, String why) {
        failed(phase).increment();
        if (phase != Phase.WARM_UP) {
            complain(why);
        }
    }

    private LongAdder failed(Phase phase) {
        LongAdder count = failedDecisions.get(phase);
        if (count == null) {
            throw new IllegalStateException("no phase: " + phase);
        }
        return count;
    }

    /** The load was so far behind that a decision was not even asked for. */
    void decisionShed() {
        shedDecisions.increment();
    }

    void rewardsAcknowledged(int count, long queued) {
        acknowledgedRewards.add(count);
        queuedRewards.add(queued);
    }

    void rewardsUnanswered(int count) {
        unansweredRewards.add(count);
    }

    void rewardRefused(String why) {
        refusedRewards.increment();
        complain("reward: " + why);
    }

    /** Something that no server should say; a few of each kind are kept. */
    synchronized void complain(String what) {
        if (complaints.size() < COMPLAINTS_MAX || complaints.containsKey(what)) {
            complaints.merge(what, 1L, Long::sum);
        }
    }

    /** Nothing more will be reported on it. */
    void finished(Visit visit) {
        Visit.@Nullable Standing outcome = visit.standing(0);
        if (outcome != null && outcome.value() != null) {
            of(visit.task(), visit.variant(), visit.version()).outcomes().add(outcome.value());
        }
        finished.increment();
        synchronized (sample) {
            if (sample.size() < SAMPLE_MAX) {
                sample.add(visit);
            } else {
                long place = random.nextLong(finished.sum());
                if (place < SAMPLE_MAX) {
                    sample.set((int) place, visit);
                }
            }
        }
    }

    public List<LoadTask> tasks() {
        return tasks;
    }

    long decisions(int task, int variant, int version) {
        return of(task, variant, version).decisions().sum();
    }

    long decisions(int task) {
        return versions.entrySet().stream()
                .filter(told -> told.getKey().task() == task)
                .mapToLong(told -> told.getValue().decisions().sum())
                .sum();
    }

    /** The decisions of a task that were answered. */
    public long acknowledgedDecisions(LoadTask task) {
        return decisions(tasks.indexOf(task));
    }

    long unansweredDecisions(int task) {
        return unansweredDecisions.get(task).sum();
    }

    VariantSummary summary(int task, int variant, int version) {
        return of(task, variant, version).outcomes().summary(decisions(task, variant, version));
    }

    /**
     * Those of the versions that a task's variants had before, from which something is learned of those that they have now.
     *
     * @param shown the version that each variant has now, by its place
     */
    List<VariantSummary> earlier(int task, Map<Integer, Integer> shown) {
        return versions.keySet().stream()
                .filter(version -> version.task() == task)
                .filter(version -> !Integer.valueOf(version.version()).equals(shown.get(version.variant())))
                .sorted(Comparator.comparingInt(Version::variant).thenComparingInt(Version::version))
                .map(version -> summary(task, version.variant(), version.version()))
                .toList();
    }

    List<Visit> sample() {
        synchronized (sample) {
            return List.copyOf(sample);
        }
    }

    /** All decisions that were answered. */
    public long decisions() {
        return versions.values().stream()
                .mapToLong(told -> told.decisions().sum())
                .sum();
    }

    /** All rewards that were answered with 200 or 202, by the decisions that they were for. */
    public long rewards() {
        return acknowledgedRewards.sum();
    }

    /** How many of these were answered before they were in the evidence. */
    public long queuedRewards() {
        return queuedRewards.sum();
    }

    public long unansweredDecisions() {
        return unansweredDecisions.stream().mapToLong(LongAdder::sum).sum();
    }

    public long unansweredRewards() {
        return unansweredRewards.sum();
    }

    public long refusedRewards() {
        return refusedRewards.sum();
    }

    public long failedDecisions(Phase phase) {
        return failed(phase).sum();
    }

    public long shedDecisions() {
        return shedDecisions.sum();
    }

    /** What the servers said that they should not have, and how often. */
    public synchronized Map<String, Long> complaints() {
        return new TreeMap<>(complaints);
    }
}
