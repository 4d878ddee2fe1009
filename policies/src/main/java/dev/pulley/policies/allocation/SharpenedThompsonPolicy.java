package dev.pulley.policies.allocation;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Marginal;
import java.util.ArrayList;
import java.util.List;

/**
 * Thompson sampling with less chance in it and some optimism instead, so that what is known to be worse is left alone
 * sooner, and what is hardly known is tried sooner.
 *
 * <p>With N decisions on K variants, n of them on this one and q the part of these whose outcome is in, its belief is
 *
 * <ol>
 *   <li>sharpened: the variance is divided by c = 1 + (1 / h&sup2; - 1) q, where h = 0.4;
 *   <li>moved up by (1 - 1 / sqrt(c)) sqrt(2 ln(1 + x (1 + ln&sup2;(1 + x)))) of its standard deviations before that,
 *       where x = N / (30 sqrt(K) (n + 1)): by little where n is about an even share of the decisions, by much for a
 *       variant that is new in an old task. The function of x is that of KL-UCB++ (P. M&eacute;nard and A. Garivier, A
 *       minimax and asymptotically optimal algorithm for stochastic bandits, 2017), with the decisions so far for the
 *       horizon; and with sqrt(K) for K, since K makes two variants explore too much, and no K at all too little.
 * </ol>
 *
 * <p>The more is known, the closer both ways of exploring come to each other: where the square root above is sqrt(2 ln N),
 * a variant that seems worse by just so many standard deviations is chosen with a probability of about 1 / N whatever h
 * is, and h = 1 is Thompson sampling, h = 0 an upper confidence bound. So nothing has to fade out as evidence grows.
 * Where evidence fades, nothing is moved up: what is left alone becomes unsure by itself, and is tried again for that.
 * Decisions that wait for their outcome have taught nothing yet: as far as they are many, all this is plain Thompson
 * sampling, which bears with delay.
 */
public final class SharpenedThompsonPolicy implements Policy {
    private static final double CHANCE = 0.4;
    private static final double EXTRA_SHARPNESS = 1 / (CHANCE * CHANCE) - 1;
    private static final double GENEROSITY = 30;

    SharpenedThompsonPolicy() {}

    @Override
    public Allocation allocate(PolicyInput input) {
        return Allocation.of(
                BestProbability.of(beliefs(input.posterior().gains(), input.variants(), input.isFading())));
    }

    /**
     * The beliefs whose probabilities of being best are the shares.
     *
     * @param gains what is believed of each variant
     * @param variants the decisions and outcomes of each, in the same order
     */
    public static List<Marginal> beliefs(List<Marginal> gains, List<VariantSummary> variants) {
        return beliefs(gains, variants, false);
    }

    /** The same, of evidence that fades or lasts. */
    public static List<Marginal> beliefs(List<Marginal> gains, List<VariantSummary> variants, boolean fading) {
        if (gains.size() != variants.size()) {
            throw new IllegalArgumentException(
                    "variants must be as many as the gains (" + gains.size() + "): " + variants.size());
        }
        double decisions = 0;
        for (VariantSummary variant : variants) {
            decisions += variant.decisions();
        }
        double generous = decisions / (GENEROSITY * Math.sqrt(variants.size()));
        List<Marginal> beliefs = new ArrayList<>(gains.size());
        for (int k = 0; k < gains.size(); k++) {
            VariantSummary variant = variants.get(k);
            double known = variant.decisions() > 0 ? variant.outcomes() / variant.decisions() : 1;
            double sharpness = 1 + EXTRA_SHARPNESS * known;
            double optimism =
                    fading ? 0 : (1 - 1 / Math.sqrt(sharpness)) * optimism(generous / (variant.decisions() + 1));
            beliefs.add(raised(gains.get(k), optimism).sharpened(sharpness));
        }
        return beliefs;
    }

    private static double optimism(double scarcity) {
        double log = Math.log1p(scarcity);
        return Math.sqrt(2 * Math.log1p(scarcity * (1 + log * log)));
    }

    private static Marginal raised(Marginal gain, double deviations) {
        return switch (gain) {
            case Marginal.Beta beta -> raised(beta, deviations);
            case Marginal.StudentT student ->
                new Marginal.StudentT(
                        student.freedom(), student.location() + deviations * student.scale(), student.scale());
        };
    }

    /**
     * Moves the mean on the scale of the angle asin(sqrt(mean)), on which a deviation is 1 / (2 sqrt(alpha + beta))
     * whatever the mean is, but not closer to the end of that scale than one deviation.
     */
    private static Marginal raised(Marginal.Beta beta, double deviations) {
        double size = beta.alpha() + beta.beta();
        double deviation = 1 / (2 * Math.sqrt(size));
        double toEnd = Math.atan2(Math.sqrt(beta.beta()), Math.sqrt(beta.alpha()));
        if (deviations == 0 || toEnd <= deviation) {
            return beta;
        }
        double angle = Math.max(deviation, toEnd - deviations * deviation);
        double sine = Math.sin(angle);
        double cosine = Math.cos(angle);
        return new Marginal.Beta(size * cosine * cosine, size * sine * sine, beta.min(), beta.max());
    }
}
