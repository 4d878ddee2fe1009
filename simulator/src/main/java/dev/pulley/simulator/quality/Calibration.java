package dev.pulley.simulator.quality;

/** Counts how often stated probabilities came true. */
final class Calibration {
    private static final int BINS = 20;

    private final long[] counts = new long[BINS];
    private final double[] stated = new double[BINS];
    private final long[] happened = new long[BINS];
    private long experiments;
    private long intervals;
    private long covered;
    private double coveredSquares;

    /** A stated probability of being the best, and whether it was so. */
    void addBest(double probability, boolean isBest) {
        int bin = Math.min(BINS - 1, (int) (probability * BINS));
        counts[bin]++;
        stated[bin] += probability;
        happened[bin] += isBest ? 1 : 0;
    }

    /** One experiment's intervals, of which so many hold the true mean. */
    void addCoverage(int holding, int all) {
        experiments++;
        intervals += all;
        covered += holding;
        coveredSquares += (double) holding * holding;
    }

    void add(Calibration other) {
        for (int bin = 0; bin < BINS; bin++) {
            counts[bin] += other.counts[bin];
            stated[bin] += other.stated[bin];
            happened[bin] += other.happened[bin];
        }
        experiments += other.experiments;
        intervals += other.intervals;
        covered += other.covered;
        coveredSquares += other.coveredSquares;
    }

    double coverage() {
        return (double) covered / intervals;
    }

    /** Of independent experiments, whose intervals need not be independent of each other. */
    double coverageStandardError() {
        double mean = (double) covered / experiments;
        double variance = Math.max(0, coveredSquares / experiments - mean * mean);
        return Math.sqrt(variance / experiments) * experiments / intervals;
    }

    /**
     * The deviations of the bins' gaps by chance, were all that is said true, added up: {@link #bestError} adds the gaps
     * whatever their sign, so that chance alone makes it about this great, not 0.
     */
    double bestStandardError() {
        double deviations = 0;
        long all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            deviations += counts[bin] == 0 ? 0 : Math.sqrt(stated[bin] * (1 - stated[bin] / counts[bin]));
            all += counts[bin];
        }
        return deviations / all;
    }

    /** The expected calibration error: the gap between stated and true in each of 20 bins, weighted by their counts. */
    double bestError() {
        double gaps = 0;
        long all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            gaps += Math.abs(stated[bin] - happened[bin]);
            all += counts[bin];
        }
        return gaps / all;
    }
}
