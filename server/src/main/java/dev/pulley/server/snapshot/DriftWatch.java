package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.shaping.ProxyDrift;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers the decisions that have both a proxy and the outcome, bucket by bucket, to see whether what the proxy says has changed.
 * For one thread.
 */
final class DriftWatch {
    private static final int OUTCOME = FeedbackPattern.OUTCOME_ONLY.bits();

    private final Map<VariantVersion, Integer> places = new HashMap<>();
    private final SortedMap<Integer, ProxyDrift> drifts = new TreeMap<>();
    private final double worseOutcome;

    /**
     * @param proxies the positions of those that are watched
     * @param worseOutcome what an outcome is that is silent for good
     */
    DriftWatch(Set<Integer> proxies, List<VariantVersion> versions, double worseOutcome) {
        versions.forEach(version -> places.put(version, places.size()));
        proxies.forEach(proxy -> drifts.put(proxy, new ProxyDrift(versions.size())));
        this.worseOutcome = worseOutcome;
    }

    /**
     * Adds a bucket, none of which is older than those before it.
     *
     * @param settled the metrics, as a pattern's bits, of which silence is for good
     */
    void add(BucketEvidence bucket, int settled) {
        drifts.values().forEach(ProxyDrift::beginStretch);
        bucket.variants().forEach((version, variant) -> {
            int place = places.getOrDefault(version, -1);
            if (place < 0) {
                throw new IllegalArgumentException("versions must be all that have evidence; " + version + " is not");
            }
            for (Cell cell : variant.cells().values()) {
                addCell(place, cell, settled);
            }
            addSilent(place, variant, settled);
        });
        drifts.forEach((proxy, drift) -> {
            for (Products sums : bucket.products().values()) {
                FeedbackPattern pattern = sums.pattern();
                if (pattern.has(proxy) && ((pattern.bits() | settled) & OUTCOME) != 0) {
                    double both = pattern.hasOutcome() ? sums.sum(FeedbackPattern.OUTCOME, proxy) : 0;
                    drift.addProducts(sums.sum(proxy, proxy), both, 0);
                }
            }
        });
    }

    private void addCell(int place, Cell cell, int settled) {
        FeedbackPattern pattern = cell.pattern();
        int bits = pattern.bits() | settled;
        if ((bits & OUTCOME) == 0) {
            return;
        }
        boolean isReported = pattern.hasOutcome();
        double outcome = isReported ? cell.sum(FeedbackPattern.OUTCOME) : cell.count() * worseOutcome;
        double squares = isReported ? cell.outcomeSquares() : cell.count() * worseOutcome * worseOutcome;
        drifts.forEach((proxy, drift) -> {
            if ((bits >> proxy & 1) != 0) {
                double sum = pattern.has(proxy) ? cell.sum(proxy) : 0;
                drift.add(place, cell.count(), sum, outcome);
                drift.addProducts(0, isReported ? 0 : worseOutcome * sum, squares);
            }
        });
    }

    private void addSilent(int place, VariantEvidence variant, int settled) {
        if ((settled & OUTCOME) == 0 || settled == OUTCOME) {
            return;
        }
        double silent = variant.silentDecisions();
        drifts.forEach((proxy, drift) -> {
            if ((settled >> proxy & 1) != 0) {
                drift.add(place, silent, 0, silent * worseOutcome);
                drift.addProducts(0, 0, silent * worseOutcome * worseOutcome);
            }
        });
    }

    /** What was found of each proxy, by its position. */
    SortedMap<Integer, ProxyDrift> drifts() {
        return Collections.unmodifiableSortedMap(drifts);
    }
}
