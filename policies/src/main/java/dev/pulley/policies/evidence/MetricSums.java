package dev.pulley.policies.evidence;

/**
 * Count, sum and sum of squares of a metric that is in no pattern: a guardrail, or a proxy that does not shape; or of what
 * one source reports. A value may count as less than one.
 */
public record MetricSums(double count, double sum, double squares) implements Additive<MetricSums> {
    public MetricSums {
        if (!(count >= 0 && Double.isFinite(count))) {
            throw new IllegalArgumentException("count must be finite and not negative: " + count);
        }
        if (!Double.isFinite(sum)) {
            throw new IllegalArgumentException("sum must be finite: " + sum);
        }
        if (!Double.isFinite(squares)) {
            throw new IllegalArgumentException("squares must be finite: " + squares);
        }
    }

    static MetricSums ofValue(double value, double weight) {
        return new MetricSums(weight, weight * value, weight * value * value);
    }

    @Override
    public MetricSums plus(MetricSums other) {
        return new MetricSums(count + other.count, sum + other.sum, squares + other.squares);
    }

    @Override
    public MetricSums minus(MetricSums other) {
        return new MetricSums(count - other.count, sum - other.sum, squares - other.squares);
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }
}
