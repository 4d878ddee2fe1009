package dev.pulley.policies.evidence;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One report of a metric's value on a decision.
 *
 * @param metric the metric's position in the task: 0 the outcome, then the proxies that shape, then all others
 * @param value the value; null retracts
 * @param atMillis the time as of which it is true
 * @param stamp when it was journaled, by a clock that is alike on all nodes
 * @param trust how much it counts, over 0 and at most 1
 * @param source the number of whom it came from; 0 where nobody said
 * @param delayBin which bin of delays it came in, counted from its decision
 */
public record Reward(
        int metric, @Nullable Double value, long atMillis, long stamp, double trust, int source, int delayBin) {
    public Reward {
        if (metric < 0) {
            throw new IllegalArgumentException("metric must not be negative: " + metric);
        }
        if (value != null && !Double.isFinite(value)) {
            throw new IllegalArgumentException("value must be finite: " + value);
        }
        if (!(trust > 0 && trust <= 1)) {
            throw new IllegalArgumentException("trust must be over 0 and at most 1: " + trust);
        }
        if (source < 0) {
            throw new IllegalArgumentException("source must not be negative: " + source);
        }
        if (delayBin < 0) {
            throw new IllegalArgumentException("delayBin must not be negative: " + delayBin);
        }
        // Without a negative zero, values compare as numbers do.
        value = value == null ? null : value + 0.0;
    }

    /** A reward that counts in full, of which nobody said where it came from, and that came at once. */
    public Reward(int metric, @Nullable Double value, long atMillis, long stamp) {
        this(metric, value, atMillis, stamp, 1, 0, 0);
    }

    /**
     * Whether this one stands against another of the same metric: the later as-of time, then the later stamp, then the
     * greater value, trust and number of the source; a retraction is below every value.
     */
    public boolean standsAgainst(Reward other) {
        if (atMillis != other.atMillis) {
            return atMillis > other.atMillis;
        }
        if (stamp != other.stamp) {
            return stamp > other.stamp;
        }
        if (!Objects.equals(value, other.value)) {
            return value != null && (other.value == null || value > other.value);
        }
        return trust != other.trust ? trust > other.trust : source > other.source;
    }

    /** Whether both say the same, and count alike. */
    boolean countsAs(Reward other) {
        return Objects.equals(value, other.value)
                && (value == null || (trust == other.trust && source == other.source));
    }
}
