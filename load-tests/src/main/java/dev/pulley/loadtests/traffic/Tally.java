package dev.pulley.loadtests.traffic;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    private final List<List<LongAdder>> decisions = new ArrayList<>();
    private final List<List<Sums>> outcomes = new ArrayList<>();
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
        for (LoadTask task : tasks) {
            decisions.add(task.variants().stream().map(name -> new LongAdder()).toList());
            outcomes.add(task.variants().stream().map(name -> new Sums()).toList());
            unansweredDecisions.add(new LongAdder());
        }
        for (Phase phase : Phase.values()) {
            failedDecisions.put(phase, new LongAdder());
        }
    }

    void decided(int task, int variant) {
        decisions.get(task).get(variant).increment();
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
            outcomes.get(visit.task()).get(visit.variant()).add(outcome.value());
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

    long decisions(int task, int variant) {
        return decisions.get(task).get(variant).sum();
    }

    long decisions(int task) {
        return decisions.get(task).stream().mapToLong(LongAdder::sum).sum();
    }

    /** The decisions of a task that were answered. */
    public long acknowledgedDecisions(LoadTask task) {
        return decisions(tasks.indexOf(task));
    }

    long unansweredDecisions(int task) {
        return unansweredDecisions.get(task).sum();
    }

    VariantSummary summary(int task, int variant) {
        return outcomes.get(task).get(variant).summary(decisions(task, variant));
    }

    List<Visit> sample() {
        synchronized (sample) {
            return List.copyOf(sample);
        }
    }

    /** All decisions that were answered. */
    public long decisions() {
        return decisions.stream()
                .flatMap(List::stream)
                .mapToLong(LongAdder::sum)
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
