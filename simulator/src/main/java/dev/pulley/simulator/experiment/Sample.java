package dev.pulley.simulator.experiment;

import java.util.Arrays;

/** One figure, seen in many independent runs. Sums go in the order of the runs, so the same runs give the same bits. */
public final class Sample {
    private final double[] values;
    private final double[] sorted;

    public Sample(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values must not be empty");
        }
        this.values = values.clone();
        this.sorted = values.clone();
        Arrays.sort(sorted);
    }

    public int size() {
        return values.length;
    }

    public double mean() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** The standard error of the mean; 0 from a single run, of which nothing is known. */
    public double standardError() {
        if (values.length == 1) {
            return 0;
        }
        double mean = mean();
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }

    /** Linear between the two nearest order statistics: definition 7 of Hyndman and Fan (1996). */
    public double quantile(double probability) {
        double place = probability * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    public double greatest() {
        return sorted[sorted.length - 1];
    }

    /** The share of runs above a value. */
    public double shareAbove(double limit) {
        return (double) Arrays.stream(values).filter(value -> value > limit).count() / values.length;
    }

    /** Run by run, this minus a multiple of the other: both must come from the same runs. */
    public Sample minus(double factor, Sample other) {
        if (other.values.length != values.length) {
            throw new IllegalArgumentException(
                    "other must have as many runs as this, " + values.length + ", not " + other.values.length);
        }
        double[] differences = new double[values.length];
        for (int run = 0; run < values.length; run++) {
            differences[run] = values[run] - factor * other.values[run];
        }
        return new Sample(differences);
    }

    /** As many of these runs, from the first on. */
    public Sample first(int runs) {
        return new Sample(Arrays.copyOf(values, Math.min(runs, values.length)));
    }

    /** Every run's figure divided by the same number. */
    public Sample over(double divisor) {
        return new Sample(Arrays.stream(values).map(value -> value / divisor).toArray());
    }
}
