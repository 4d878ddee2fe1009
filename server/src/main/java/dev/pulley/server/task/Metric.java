package dev.pulley.server.task;

/**
 * A metric's place in the evidence. Places are given once and never again to another metric.
 *
 * @param position 0 is the outcome, 1 to 6 are the proxies that shape, the rest only count
 * @param sinceMillis when it was added to a task that had decisions already, of which its silence says nothing; 0 where all of
 *     them could have it
 */
public record Metric(String name, int position, MetricKind kind, long sinceMillis) {
    public static final int OUTCOME = 0;
    public static final int SHAPING_MAX = 6;
    /** Positions are five bits in per-decision state, and the last says whether the decision was shown. */
    public static final int POSITIONS_MAX = 31;

    public Metric {
        name = Names.shared(name);
    }

    /** A metric that all decisions of its task could have. */
    public Metric(String name, int position, MetricKind kind) {
        this(name, position, kind, 0);
    }
}
