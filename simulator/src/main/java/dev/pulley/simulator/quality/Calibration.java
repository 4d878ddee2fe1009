package dev.pulley.simulator.quality;

/** Counts how often stated probabilities came true. */
final class Calibration {
    private static final int BINS = 20;

    private final long[] counts = new long[BINS];
    private final double[] stated = new double[BINS];
    private final long[] happened = new long[BINS];
    /** Of what was stated less what happened, by bin: the sum over experiments of the products of each two. */
    private final double[][] products = new double[BINS][BINS];

    private long experiments;
    private long intervals;
    private long covered;
    private double coveredSquares;

    /** One experiment's stated probabilities of being the best, and which it was. */
    void addBest(double[] probabilities, int best) {
        double[] gaps = new double[BINS];
        for (int k = 0; k < probabilities.length; k++) {
            int bin = Math.min(BINS - 1, (int) (probabilities[k] * BINS));
            int happens = k == best ? 1 : 0;
            counts[bin]++;
            stated[bin] += probabilities[k];
            happened[bin] += happens;
            gaps[bin] += probabilities[k] - happens;
        }
        for (int bin = 0; bin < BINS; bin++) {
            for (int other = 0; other < BINS; other++) {
                products[bin][other] += gaps[bin] * gaps[other];
            }
        }
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
            for (int second = 0; second < BINS; second++) {
                products[bin][second] += other.products[bin][second];
            }
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
     * Of {@link #bestError}, by the delta method: with the bins' signs as they came out, the error is a sum over
     * experiments, which are independent. Their probabilities are not, so that bins go together.
     */
    double bestStandardError() {
        double square = 0;
        long all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            for (int other = 0; other < BINS; other++) {
                square += Math.signum(gap(bin)) * Math.signum(gap(other)) * products[bin][other];
            }
            all += counts[bin];
        }
        return Math.sqrt(square) / all;
    }

    private double gap(int bin) {
        return stated[bin] - happened[bin];
    }

    /**
     * The expected calibration error: the gap between stated and true in each of 20 bins, weighted by their counts. Gaps
     * count whatever their sign, so that chance alone makes it greater than 0.
     */
    double bestError() {
        double gaps = 0;
        long all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            gaps += Math.abs(gap(bin));
            all += counts[bin];
        }
        return gaps / all;
    }
}
