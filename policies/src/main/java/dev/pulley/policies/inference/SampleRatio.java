package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether variants were chosen as often as their propensities say. The p-value may be watched: under the right shares it
 * ever falls to a level with a probability of at most that level.
 *
 * <p>For one variant let D be its decisions less the sum of its propensities p, and V the sum of p (1 - p).
 *
 * <ol>
 *   <li>exp(x D - (e^|x| - 1 - |x|) V) is a nonnegative supermartingale from 1, for each x, since a choice differs from
 *       its propensity by at most 1 (D. Freedman, On tail probabilities for martingales, 1975).
 *   <li>So is the average over x = 1, 1/2, 1/4 ... and their negatives, about one of which is near to the best, D / V.
 *       The last still finds a share that is wrong by one part in a thousand.
 *   <li>So is the average M over the variants. The p-value is the lesser of 1 and 1 / M.
 * </ol>
 *
 * <p>It is promised for fresh draws: where a unit keeps its variant, its decisions repeat its first.
 */
public record SampleRatio(double pValue) {
    private static final int SCALES = 13;

    /** The test over all buckets that have the sums of propensities; null if there are none. */
    public static @Nullable SampleRatio of(Evidence evidence) {
        TreeMap<VariantVersion, double[]> sums = new TreeMap<>();
        for (BucketEvidence bucket : evidence.buckets().values()) {
            boolean known = bucket.variants().values().stream().anyMatch(variant -> variant.expectedDecisions() > 0);
            for (Map.Entry<VariantVersion, VariantEvidence> entry :
                    bucket.variants().entrySet()) {
                VariantEvidence variant = entry.getValue();
                if (known) {
                    double[] sum = sums.computeIfAbsent(entry.getKey(), key -> new double[2]);
                    sum[0] += variant.decisions() - variant.expectedDecisions();
                    sum[1] += variant.decisionVariance();
                }
            }
        }
        if (sums.isEmpty()) {
            return null;
        }
        double[] logs = new double[sums.size() * SCALES * 2];
        int size = 0;
        for (double[] sum : sums.values()) {
            for (int scale = 0; scale < SCALES; scale++) {
                double x = Math.scalb(1.0, -scale);
                double cost = (Math.expm1(x) - x) * sum[1];
                logs[size++] = x * sum[0] - cost;
                logs[size++] = -x * sum[0] - cost;
            }
        }
        return new SampleRatio(Math.min(1, Math.exp(-logAverage(logs))));
    }

    private static double logAverage(double[] logs) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            greatest = Math.max(greatest, log);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - greatest);
        }
        return greatest + Math.log(sum / logs.length);
    }
}
