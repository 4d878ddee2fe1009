package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Draws;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.numeric.LogGamma;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether variants were chosen, and counted, as often as their shares say. The p-value may be watched: under the right
 * shares it ever falls to a level with a probability of at most that level.
 *
 * <p>Every fresh draw is made twice ({@link Draws}). Given that the two differ, and which two versions they gave, each of
 * them was as likely to be the one that was chosen: a fair coin, whatever the shares were and however they moved. So
 * neither the shares nor their sums are needed.
 *
 * <ol>
 *   <li>For a version that won w and lost l of its contests, M = 2^(w + l) B(a + w, a + l) / B(a, a) is a nonnegative
 *       martingale from 1: the likelihood of a coin of any bias, mixed by Beta(a, a), over that of a fair one
 *       (J. Ville, 1939; H. Robbins, Statistical methods related to the law of the iterated logarithm, 1970).
 *   <li>So is its average over a = 1, 10, 100 and 1,000: one of them suits a bias of any size from all down to a
 *       hundredth.
 *   <li>So is the average over the versions. The p-value is the lesser of 1 and 1 / M.
 * </ol>
 *
 * <p>Draws for a unit are not fresh, since its later decisions repeat its first; nor are decisions counted here that enter
 * the evidence only when they were shown, since who shows them may favour a variant rightly.
 */
public record SampleRatio(double pValue) {
    private static final double[] PRIORS = {1, 10, 100, 1_000};

    /** The test over all buckets; null if no draw was contested. */
    public static @Nullable SampleRatio of(Evidence evidence) {
        TreeMap<VariantVersion, Draws> all = new TreeMap<>();
        for (BucketEvidence bucket : evidence.buckets().values()) {
            bucket.variants().forEach((version, variant) -> {
                if (variant.draws().contested() > 0) {
                    all.merge(version, variant.draws(), Draws::plus);
                }
            });
        }
        if (all.isEmpty()) {
            return null;
        }
        double[] logs = new double[all.size() * PRIORS.length];
        int size = 0;
        for (Map.Entry<VariantVersion, Draws> entry : all.entrySet()) {
            for (double prior : PRIORS) {
                logs[size++] = logAgainstFair(entry.getValue(), prior);
            }
        }
        return new SampleRatio(Math.min(1, Math.exp(-logAverage(logs))));
    }

    private static double logAgainstFair(Draws draws, double prior) {
        return draws.contested() * Math.log(2)
                + LogGamma.beta(prior + draws.won(), prior + draws.lost())
                - LogGamma.beta(prior, prior);
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
