package dev.pulley.loadtests.traffic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One call of an app: a decision that was answered, the rewards that are still to be reported on it, and what stands on it by
 * those that were acknowledged. Of two values of a metric the one that was true later stands; reports are spaced so that this
 * is never in doubt. Used by one thread at a time.
 */
final class Visit {
    /** How far apart two reports on a decision are at least, which is more than two clocks' readings can be. */
    static final long STEP_MILLIS_MIN = 20;

    private static final double OUTCOME_RATE = 0.7;
    private static final double PROXY_RATE = 0.5;
    private static final double REPEAT_RATE = 0.08;
    private static final double CORRECTION_RATE = 0.06;
    private static final double OLDER_RATE = 0.05;
    private static final double RETRACTION_RATE = 0.04;
    private static final double CONFLICT_RATE = 0.1;
    private static final int CONFLICT_MILLIS = 5;

    /** When a value is said to have been true. */
    enum At {
        /** Nothing is said, so it is when the server hears of it. */
        UNSAID,
        /** When it is sent. */
        SENDING,
        /** Some milliseconds after the decision, by the step. */
        EARLY
    }

    /**
     * One report.
     *
     * @param value null retracts
     * @param earlyMillis after the decision, where it is early
     */
    record Step(int metric, @Nullable Double value, At at, int earlyMillis) {}

    /**
     * What an app calls a decision when it reports on it.
     *
     * @param version of the variant that was chosen
     * @param reference the app's own name for it; null where it reports by the token
     * @param isToConfirm whether the decision counts only once it was shown, or rewarded
     */
    record Call(String token, int version, @Nullable String reference, boolean isToConfirm) {}

    /** That the decision was shown, which goes before all else. */
    static final Step EXPOSURE = new Step(-1, null, At.UNSAID, 0);

    /** What stands of a metric. */
    record Standing(@Nullable Double value, long atMillis) {}

    private final int task;
    private final int variant;
    private final Call call;
    private final long answeredMillis;
    private final Deque<List<Step>> steps = new ArrayDeque<>();
    private final @Nullable Standing[] standing;
    private int underWay;
    private boolean isCounted;

    private Visit(int task, int variant, Call call, long answeredMillis, int metrics) {
        this.task = task;
        this.variant = variant;
        this.call = call;
        this.isCounted = !call.isToConfirm();
        this.answeredMillis = answeredMillis;
        this.standing = new Standing[metrics];
    }

    /**
     * Draws what will be reported.
     *
     * @param answeredMillis when the decision was answered, which is not before it was made
     */
    static Visit plan(int number, LoadTask task, int variant, Call call, long answeredMillis, RandomGenerator random) {
        Visit visit =
                new Visit(number, variant, call, answeredMillis, task.metrics().size());
        if (call.isToConfirm() && random.nextBoolean()) {
            visit.steps.add(List.of(EXPOSURE));
        }
        for (int metric = task.metrics().size() - 1; metric >= 0; metric--) {
            if (random.nextDouble() < (metric == 0 ? OUTCOME_RATE : PROXY_RATE)) {
                visit.planMetric(metric, task.metrics().get(metric).kind(), random);
            }
        }
        return visit;
    }

    private void planMetric(int metric, LoadTask.Kind kind, RandomGenerator random) {
        if (random.nextDouble() < CONFLICT_RATE) {
            // All at once, in whatever order they arrive: the one that was true last stands.
            List<Step> conflicting = new ArrayList<>();
            for (int early :
                    random.nextBoolean() ? new int[] {1, CONFLICT_MILLIS, 2} : new int[] {CONFLICT_MILLIS, 1}) {
                conflicting.add(new Step(metric, kind.draw(random, variant), At.EARLY, early));
            }
            steps.add(List.copyOf(conflicting));
            return;
        }
        Double first = kind.draw(random, variant);
        add(metric, first, random.nextInt(4) == 0 ? At.SENDING : At.UNSAID);
        if (random.nextDouble() < REPEAT_RATE) {
            add(metric, first, At.UNSAID);
        }
        if (random.nextDouble() < CORRECTION_RATE) {
            add(metric, kind.draw(random, variant), random.nextBoolean() ? At.SENDING : At.UNSAID);
        }
        if (random.nextDouble() < OLDER_RATE) {
            add(metric, kind.draw(random, variant), At.EARLY);
        }
        if (random.nextDouble() < RETRACTION_RATE) {
            add(metric, null, At.UNSAID);
            if (random.nextBoolean()) {
                add(metric, kind.draw(random, variant), At.UNSAID);
            }
        }
    }

    private void add(int metric, @Nullable Double value, At at) {
        steps.add(List.of(new Step(metric, value, at, 0)));
    }

    int task() {
        return task;
    }

    int variant() {
        return variant;
    }

    int version() {
        return call.version();
    }

    String token() {
        return call.token();
    }

    /** The app's own name for the decision; null where it reports by the token. */
    @Nullable
    String reference() {
        return call.reference();
    }

    /** The reports that come next, which go side by side; nothing when all are done. */
    synchronized List<Step> next() {
        List<Step> next = steps.poll();
        underWay = next == null ? 0 : next.size();
        return next == null ? List.of() : next;
    }

    /** A report is over; whether it was the last of those that went side by side. */
    synchronized boolean isLastUnderWay() {
        return --underWay == 0;
    }

    /** How many reports are planned. */
    synchronized int planned() {
        return steps.stream().mapToInt(List::size).sum();
    }

    /** The time that a step is reported with if it is sent now; null where none is said. */
    @Nullable
    Long atMillis(Step step, long nowMillis) {
        return switch (step.at()) {
            case UNSAID -> null;
            case SENDING -> nowMillis;
            case EARLY -> answeredMillis + step.earlyMillis();
        };
    }

    /** A report was acknowledged that was sent then; whether the decision counts from then on, as it did not before. */
    synchronized boolean acknowledged(Step step, long sentMillis) {
        boolean isNews = !isCounted;
        isCounted = true;
        if (step.equals(EXPOSURE)) {
            return isNews;
        }
        Long said = atMillis(step, sentMillis);
        long at = said == null ? sentMillis : said;
        Standing before = standing[step.metric()];
        if (before == null || at > before.atMillis()) {
            standing[step.metric()] = new Standing(step.value(), at);
        }
        return isNews;
    }

    /** Whether the decision is known to count, as the app sees it. */
    synchronized boolean isCounted() {
        return isCounted;
    }

    /** What stands of a metric; nothing if it was never reported. */
    synchronized @Nullable Standing standing(int metric) {
        return standing[metric];
    }

    int metrics() {
        return standing.length;
    }
}
