package dev.pulley.policies.posterior;

import dev.pulley.policies.numeric.LogGammaSum;
import java.util.ArrayList;
import java.util.List;

/**
 * A beta prior that the variants of one task share, learned from all of them.
 *
 * <p>The variants' means are Beta(m v, (1 - m) v), with m and v unknown: a proper hyperprior puts equal weight on a
 * grid of means, which lie as the quantiles of the arcsine distribution, and of sizes v that double. With s successes
 * and f failures,
 *
 * <ol>
 *   <li>the weight of a grid point is the product over variants of B(m v + s, (1 - m) v + f) / B(m v, (1 - m) v), which
 *       is three sums of logarithms of the gamma function: over all s, all f and all s + f;
 *   <li>given the point, a variant's mean is Beta(m v + s, (1 - m) v + f), independently of the others: it has the average
 *       x = c + (m v - v c) / N and the variance x (1 - x) / (N + 1), with n = s + f, c = s / n and N = v + n;
 *   <li>the mixture of these over the grid is matched, by mean and variance, with one beta distribution. Its moments need
 *       only the sums of the weights, of weight times m v and of weight times (m v)&sup2; for each v; taken around c, so
 *       that nothing cancels when n is large.
 * </ol>
 */
final class SharedBetaPrior {
    private static final int MEANS = 15;
    private static final int SIZES = 7;
    private static final double LARGEST_SIZE = 1 << (SIZES - 1);
    /** Points that are less likely, beside the likeliest, are left out where each costs an integral. */
    private static final double LIKELY = 0.05;

    private static final double[] SIZE = new double[SIZES];
    private static final double[] SUCCESSES = new double[MEANS * SIZES];
    private static final double[] FAILURES = new double[MEANS * SIZES];

    static {
        for (int g = 0; g < SUCCESSES.length; g++) {
            double sine = Math.sin(Math.PI / 2 * (g % MEANS + 0.5) / MEANS);
            SIZE[g / MEANS] = 1 << (g / MEANS);
            SUCCESSES[g] = sine * sine * SIZE[g / MEANS];
            FAILURES[g] = SIZE[g / MEANS] - SUCCESSES[g];
        }
    }

    private static final LogGammaSum.Arguments OF_SUCCESSES = LogGammaSum.Arguments.of(SUCCESSES);
    private static final LogGammaSum.Arguments OF_FAILURES = LogGammaSum.Arguments.of(FAILURES);
    private static final LogGammaSum.Arguments OF_ALL = LogGammaSum.Arguments.of(SIZE);

    private final List<double[]> counts;
    private final double[] gridWeights;
    private final double[] weights = new double[SIZES];
    private final double[] firsts = new double[SIZES];
    private final double[] squares = new double[SIZES];

    private SharedBetaPrior(List<double[]> counts, List<double[]> teaching) {
        this.counts = counts;
        this.gridWeights = gridWeights(teaching);
        for (int g = 0; g < gridWeights.length; g++) {
            weights[g / MEANS] += gridWeights[g];
            firsts[g / MEANS] += gridWeights[g] * SUCCESSES[g];
            squares[g / MEANS] += gridWeights[g] * SUCCESSES[g] * SUCCESSES[g];
        }
    }

    /** The hyperprior's grid, weighed by the successes and failures of all variants. */
    static SharedBetaPrior learnedFrom(List<double[]> counts) {
        return new SharedBetaPrior(counts, counts);
    }

    /**
     * The same where the counts have faded. What a variant was like is as good an example of what variants are like as if it
     * had been seen just now, so its rate teaches the prior with the outcomes that it ever had, if these are no more than the
     * largest size: more would hardly teach more. If it were taught by what is left, it would be by the variants that
     * are in use alone, which are the better ones, and those out of use would seem as good.
     *
     * @param outcomes how many each variant ever had
     */
    static SharedBetaPrior learnedFromFaded(List<double[]> counts, double... outcomes) {
        List<double[]> teaching = new ArrayList<>(counts.size());
        for (int k = 0; k < outcomes.length; k++) {
            double[] left = counts.get(k);
            double all = left[0] + left[1];
            double lasting = all > 0 ? Math.max(1, Math.min(outcomes[k], LARGEST_SIZE) / all) : 1;
            teaching.add(new double[] {lasting * left[0], lasting * left[1]});
        }
        return new SharedBetaPrior(counts, teaching);
    }

    /** Alternately alpha and beta of each variant. */
    double[] posteriors() {
        double[] result = new double[2 * counts.size()];
        for (int k = 0; k < counts.size(); k++) {
            match(counts.get(k)[0], counts.get(k)[1], result, 2 * k);
        }
        return result;
    }

    /**
     * The variants' parameters given a point of the grid, as {@link #posteriors} has them, for each point that is not far
     * less likely than the likeliest.
     */
    List<Given> likely() {
        double likeliest = 0;
        for (double weight : gridWeights) {
            likeliest = Math.max(likeliest, weight);
        }
        List<Given> result = new ArrayList<>();
        for (int g = 0; g < gridWeights.length; g++) {
            if (gridWeights[g] >= LIKELY * likeliest) {
                double[] parameters = new double[2 * counts.size()];
                for (int k = 0; k < counts.size(); k++) {
                    parameters[2 * k] = SUCCESSES[g] + counts.get(k)[0];
                    parameters[2 * k + 1] = FAILURES[g] + counts.get(k)[1];
                }
                result.add(new Given(gridWeights[g], parameters));
            }
        }
        return result;
    }

    /** A point of the grid: how likely it is, and alternately alpha and beta of each variant. */
    @SuppressWarnings("ArrayRecordComponent") // made for the one who asked, and read once
    record Given(double weight, double[] parameters) {}

    private void match(double successes, double failures, double[] result, int at) {
        double outcomes = successes + failures;
        double centre = outcomes > 0 ? successes / outcomes : 0.5;
        double shift = 0;
        double shiftSquare = 0;
        double within = 0;
        for (int v = 0; v < SIZES; v++) {
            double all = SIZE[v] + outcomes;
            double pull = SIZE[v] * centre;
            double first = (firsts[v] - pull * weights[v]) / all;
            double square = (squares[v] - 2 * pull * firsts[v] + pull * pull * weights[v]) / (all * all);
            shift += first;
            shiftSquare += square;
            within += (centre * (1 - centre) * weights[v] + (1 - 2 * centre) * first - square) / (all + 1);
        }
        double mean = centre + shift;
        double variance = within + Math.max(0, shiftSquare - shift * shift);
        double total = mean * (1 - mean) / variance - 1;
        result[at] = mean * total;
        result[at + 1] = (1 - mean) * total;
    }

    /** The weights of the grid's points, which sum to 1. */
    private static double[] gridWeights(List<double[]> counts) {
        LogGammaSum successes = new LogGammaSum(OF_SUCCESSES);
        LogGammaSum failures = new LogGammaSum(OF_FAILURES);
        LogGammaSum all = new LogGammaSum(OF_ALL);
        for (double[] count : counts) {
            successes.add(count[0]);
            failures.add(count[1]);
            all.add(count[0] + count[1]);
        }
        double[] logSuccesses = successes.values();
        double[] logFailures = failures.values();
        double[] logAll = all.values();
        double[] result = new double[MEANS * SIZES];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int g = 0; g < result.length; g++) {
            result[g] = logSuccesses[g] + logFailures[g] - logAll[g / MEANS];
            greatest = Math.max(greatest, result[g]);
        }
        double sum = 0;
        for (int g = 0; g < result.length; g++) {
            result[g] = Math.exp(result[g] - greatest);
            sum += result[g];
        }
        for (int g = 0; g < result.length; g++) {
            result[g] /= sum;
        }
        return result;
    }
}
