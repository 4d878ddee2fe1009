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
 */
public record Reward(int metric, @Nullable Double value, long atMillis, long stamp) {
    public Reward {
        if (metric < 0) {
            throw new IllegalArgumentException("metric must not be negative: " + metric);
        }
        if (value != null && !Double.isFinite(value)) {
            throw new IllegalArgumentException("value must be finite: " + value);
        }
        // Without a negative zero, values compare as numbers do.
        value = value == null ? null : value + 0.0;
    }

    /**
     * Whether this one stands against another of the same metric: the later as-of time, then the later stamp, then the
     * greater value; a retraction is below every value.
     */
    public boolean standsAgainst(Reward other) {
        if (atMillis != other.atMillis) {
            return atMillis > other.atMillis;
        }
        if (stamp != other.stamp) {
            return stamp > other.stamp;
        }
        return value != null && (other.value == null || value > other.value);
    }

    boolean sameValueAs(Reward other) {
        return Objects.equals(value, other.value);
    }
}
