package dev.pulley.policies.inference;

import dev.pulley.policies.posterior.Marginal;

/** What is believed of one variant's mean outcome: its mean and the central 95% of its distribution. */
public final class CredibleInterval {
    /** The probability that is left out at each end. */
    static final double TAIL = 0.025;

    private CredibleInterval() {}

    public static Estimate of(Marginal marginal) {
        return new Estimate(marginal.mean(), marginal.quantile(TAIL), marginal.quantile(1 - TAIL));
    }
}
