package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The products of one pattern, around the averages of each variant's cell of it. */
final class CentredProducts {
    private static final double COUNT_ROUNDING = 1e-6;

    private final int[] proxies;
    private final int size;
    private final FeedbackPattern pattern;
    /** The places of those proxies that the pattern has. */
    private final int[] standing;

    private final double[][] among;
    private final double[] outcome;
    private double counted;
    private double freedom;
    private double outcomeSquares;

    private CentredProducts(int[] proxies, FeedbackPattern pattern) {
        this.proxies = proxies;
        this.size = proxies.length;
        this.pattern = pattern;
        this.standing =
                IntStream.range(0, size).filter(i -> pattern.has(proxies[i])).toArray();
        this.among = new double[size][size];
        this.outcome = new double[size];
    }

    /** Those of the proxies at these positions, with each other and with the outcome, by pattern. */
    static SortedMap<FeedbackPattern, CentredProducts> of(
            int[] proxies, SortedMap<FeedbackPattern, Products> products, List<Observed> variants) {
        TreeMap<FeedbackPattern, CentredProducts> result = new TreeMap<>();
        CentredProducts[] byBits = new CentredProducts[FeedbackPattern.COUNT];
        products.forEach((pattern, sums) -> {
            CentredProducts centred = new CentredProducts(proxies, pattern);
            centred.begin(sums);
            byBits[pattern.bits()] = centred;
            result.put(pattern, centred);
        });
        for (Observed variant : variants) {
            for (Cell cell : variant.known()) {
                CentredProducts centred = byBits[cell.pattern().bits()];
                if (centred != null && cell.count() > 0) {
                    centred.takeOff(cell);
                }
            }
        }
        result.forEach((pattern, centred) -> centred.requireAll(Objects.requireNonNull(products.get(pattern))));
        return result;
    }

    private void begin(Products sums) {
        for (int i : standing) {
            outcome[i] = sums.sum(FeedbackPattern.OUTCOME, proxies[i]);
            for (int j : standing) {
                among[i][j] = sums.sum(proxies[i], proxies[j]);
            }
        }
    }

    private void takeOff(Cell cell) {
        double count = cell.count();
        counted += cell.decisions();
        double outcomeSum = cell.sum(FeedbackPattern.OUTCOME);
        freedom += Math.max(0, count - 1);
        outcomeSquares += Math.max(0, cell.outcomeSquares() - outcomeSum * outcomeSum / count);
        double[] sums = new double[size];
        for (int i : standing) {
            sums[i] = cell.sum(proxies[i]);
        }
        for (int i : standing) {
            outcome[i] -= sums[i] * outcomeSum / count;
            for (int j : standing) {
                among[i][j] -= sums[i] * sums[j] / count;
            }
        }
    }

    /** Products of decisions whose averages are not at hand would make slopes of what variants differ in. */
    private void requireAll(Products sums) {
        double missing = sums.count() - counted;
        if (!(Math.abs(missing) <= COUNT_ROUNDING * (1 + sums.count()))) {
            throw new IllegalArgumentException("products must be of the complete decisions of the variants given: "
                    + pattern + " has " + missing + " more");
        }
    }

    /** Products of proxies with each other. */
    double among(int i, int j) {
        return among[i][j];
    }

    /** How many decisions they are of, less the averages that were taken off. */
    double freedom() {
        return freedom;
    }

    double outcomeSquares() {
        return outcomeSquares;
    }

    /** Adds them as they are once missing proxies are filled in: C_O W C_O' and C_O w. */
    void addTo(double[][] fill, double[][] filled, double[] withOutcome) {
        for (int i = 0; i < size; i++) {
            for (int o = 0; o < size; o++) {
                withOutcome[i] += fill[i][o] * outcome[o];
                for (int j = 0; j < size && fill[i][o] != 0; j++) {
                    double sum = 0;
                    for (int q = 0; q < size; q++) {
                        sum += among[o][q] * fill[j][q];
                    }
                    filled[i][j] += fill[i][o] * sum;
                }
            }
        }
    }
}
