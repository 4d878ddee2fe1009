package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.shaping.ProxyDrift;
import dev.pulley.server.snapshot.ShapingRules.Silence;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The sums of the decisions of one bucket that have both a proxy and the outcome, for each proxy. Filled while it is made, and only
 * read from then on.
 */
final class BucketPairs {
    private static final int OUTCOME = FeedbackPattern.OUTCOME_ONLY.bits();
    private static final int METRICS = FeedbackPattern.MAXIMUM_SHAPING_PROXIES + 1;

    /** How many, and the sums of proxies and outcomes, one after the other, by the proxy's position. */
    private static final int SUMS = 3;

    private final SortedMap<VariantVersion, double[]> sums = new TreeMap<>();
    private final double[] proxySquares = new double[METRICS];
    private final double[] products = new double[METRICS];
    private final double[] outcomeSquares = new double[METRICS];
    private final double worseOutcome;

    private BucketPairs(double worseOutcome) {
        this.worseOutcome = worseOutcome;
    }

    /**
     * The pairs of a bucket.
     *
     * @param settled what silence says; where a silent outcome is a bad one, that of the outcome too
     * @param worseOutcome what such an outcome is
     */
    static BucketPairs of(BucketEvidence bucket, Silence settled, double worseOutcome) {
        BucketPairs pairs = new BucketPairs(worseOutcome);
        bucket.variants().forEach((version, variant) -> {
            double[] into = new double[SUMS * METRICS];
            for (Cell cell : variant.cells().values()) {
                pairs.add(into, cell, settled.known(cell.pattern().bits()));
            }
            if ((settled.zeros() & OUTCOME) != 0) {
                pairs.addSilent(into, variant.silentDecisions(), settled.zeros());
            }
            if (IntStream.range(1, METRICS).anyMatch(proxy -> into[SUMS * proxy] > 0)) {
                pairs.sums.put(version, into);
            }
        });
        for (Products each : bucket.products().values()) {
            pairs.add(each, settled.known(each.pattern().bits()));
        }
        return pairs;
    }

    private void add(double[] into, Cell cell, int known) {
        if ((known & OUTCOME) == 0) {
            return;
        }
        FeedbackPattern pattern = cell.pattern();
        boolean isReported = pattern.hasOutcome();
        double count = cell.count();
        double outcomes = isReported ? cell.sum(FeedbackPattern.OUTCOME) : count * worseOutcome;
        double squares = isReported ? cell.outcomeSquares() : count * worseOutcome * worseOutcome;
        for (int proxy = 1; proxy < METRICS; proxy++) {
            if ((known >> proxy & 1) != 0) {
                double sum = pattern.has(proxy) ? cell.sum(proxy) : 0;
                into[SUMS * proxy] += count;
                into[SUMS * proxy + 1] += sum;
                into[SUMS * proxy + 2] += outcomes;
                products[proxy] += isReported ? 0 : worseOutcome * sum;
                outcomeSquares[proxy] += squares;
            }
        }
    }

    private void addSilent(double[] into, double silent, int zeros) {
        for (int proxy = 1; proxy < METRICS; proxy++) {
            if ((zeros >> proxy & 1) != 0) {
                into[SUMS * proxy] += silent;
                into[SUMS * proxy + 2] += silent * worseOutcome;
                outcomeSquares[proxy] += silent * worseOutcome * worseOutcome;
            }
        }
    }

    /** What is zero adds nothing, and the products with an outcome that is filled in follow from the cells. */
    private void add(Products each, int known) {
        FeedbackPattern pattern = each.pattern();
        for (int proxy = 1; proxy < METRICS && (known & OUTCOME) != 0; proxy++) {
            if (pattern.has(proxy) && (known >> proxy & 1) != 0) {
                proxySquares[proxy] += each.sum(proxy, proxy);
                products[proxy] += pattern.hasOutcome() ? each.sum(FeedbackPattern.OUTCOME, proxy) : 0;
            }
        }
    }

    /**
     * Adds all to what is watched of each proxy, as one stretch of time.
     *
     * @param watched by the proxies' positions
     * @param places of the versions there
     */
    void addTo(SortedMap<Integer, ProxyDrift> watched, Map<VariantVersion, Integer> places) {
        watched.values().forEach(ProxyDrift::beginStretch);
        sums.forEach((version, of) -> {
            int place = places.getOrDefault(version, -1);
            watched.forEach(
                    (proxy, drift) -> drift.add(place, of[SUMS * proxy], of[SUMS * proxy + 1], of[SUMS * proxy + 2]));
        });
        watched.forEach(
                (proxy, drift) -> drift.addProducts(proxySquares[proxy], products[proxy], outcomeSquares[proxy]));
    }
}
