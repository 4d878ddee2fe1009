package dev.pulley.policies.evidence;

/**
 * Which of a task's shaping metrics stand on a decision, as a bit mask: bit 0 is the outcome, bits 1 to 6 the proxies
 * that shape the posterior. Metrics at later positions (guardrails, further proxies) are in no pattern.
 */
public record FeedbackPattern(int bits) implements Comparable<FeedbackPattern> {
    /** The position of the outcome among a task's metrics. */
    public static final int OUTCOME = 0;

    /** How many proxies of a task may shape its posterior; they have the positions 1 to this. */
    public static final int MAXIMUM_SHAPING_PROXIES = 6;

    /** How many patterns there are: their bits are less than this. */
    public static final int COUNT = 1 << (MAXIMUM_SHAPING_PROXIES + 1);

    public static final FeedbackPattern NONE = new FeedbackPattern(0);
    public static final FeedbackPattern OUTCOME_ONLY = new FeedbackPattern(1);

    public FeedbackPattern {
        if (bits < 0 || bits >= COUNT) {
            throw new IllegalArgumentException("bits must be a mask of " + (MAXIMUM_SHAPING_PROXIES + 1) + ": " + bits);
        }
    }

    /** Whether the metric at this position takes part in patterns. */
    public static boolean covers(int metric) {
        return metric >= OUTCOME && metric <= MAXIMUM_SHAPING_PROXIES;
    }

    public FeedbackPattern with(int metric) {
        return new FeedbackPattern(bits | (1 << metric));
    }

    public boolean has(int metric) {
        return covers(metric) && ((bits >> metric) & 1) == 1;
    }

    public boolean hasOutcome() {
        return has(OUTCOME);
    }

    public boolean isEmpty() {
        return bits == 0;
    }

    /** How many metrics stand. */
    public int size() {
        return Integer.bitCount(bits);
    }

    /** The place of a metric that stands among those that do, in order of position. */
    int indexOf(int metric) {
        if (!has(metric)) {
            throw new IllegalArgumentException("metric " + metric + " does not stand in " + this);
        }
        return Integer.bitCount(bits & ((1 << metric) - 1));
    }

    @Override
    public int compareTo(FeedbackPattern other) {
        return Integer.compare(bits, other.bits);
    }
}
