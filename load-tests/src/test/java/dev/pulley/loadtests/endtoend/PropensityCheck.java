package dev.pulley.loadtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.loadtests.endtoend.Api.Decided;
import java.util.List;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Whether one of two variants was chosen as often as the propensities say. With p the probability with which it was to be
 * chosen and x whether it was, the sum of x - p is a martingale with variance sum p (1 - p), however p came about; so is the
 * sum over those decisions whose p lies in a bin.
 *
 * <ol>
 *   <li>over all: z = sum(x - p) / sqrt(sum p (1 - p)) is about standard normal;
 *   <li>over bins of p: the sum of the bins' z squared is about chi-square, with a degree of freedom for each bin.
 * </ol>
 *
 * Each is refused at a nominal rate of one in a million. The sums are lattices and skewed where p is near 0 or 1: at the
 * least variance that is looked at, that of a Poisson count with mean 10, the true rate is 18 times that, so that the two
 * together refuse a true server less than once in 25,000 times.
 */
record PropensityCheck(double variance, double z, double chiSquare, int bins) {
    private static final double REFUSAL_RATE = 1e-6;

    /** With less, a sum is nothing like normal and is not looked at. */
    private static final double VARIANCE_MIN = 10;

    private static final double[] EDGES = {0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1};

    static PropensityCheck of(List<Decided> decided, String variant) {
        double[] sums = new double[EDGES.length - 1];
        double[] variances = new double[EDGES.length - 1];
        for (Decided decision : decided) {
            boolean isChosen = decision.variant().equals(variant);
            double p = isChosen ? decision.propensity() : 1 - decision.propensity();
            int bin = bin(p);
            sums[bin] += (isChosen ? 1 : 0) - p;
            variances[bin] += p * (1 - p);
        }
        double sum = 0;
        double variance = 0;
        double chiSquare = 0;
        int bins = 0;
        for (int bin = 0; bin < sums.length; bin++) {
            sum += sums[bin];
            variance += variances[bin];
            if (variances[bin] >= VARIANCE_MIN) {
                chiSquare += sums[bin] * sums[bin] / variances[bin];
                bins++;
            }
        }
        return new PropensityCheck(variance, variance > 0 ? sum / Math.sqrt(variance) : 0, chiSquare, bins);
    }

    private static int bin(double p) {
        for (int bin = 0; bin < EDGES.length - 1; bin++) {
            if (p <= EDGES[bin + 1]) {
                return bin;
            }
        }
        throw new AssertionError("no probability: " + p);
    }

    void assertHolds() {
        System.out.println(this);
        if (variance >= VARIANCE_MIN) {
            assertThat(Math.abs(z))
                    .isLessThan(new NormalDistribution().inverseCumulativeProbability(1 - REFUSAL_RATE / 2));
        }
        if (bins > 0) {
            assertThat(chiSquare)
                    .isLessThan(new ChiSquaredDistribution(bins).inverseCumulativeProbability(1 - REFUSAL_RATE));
        }
    }
}
