package dev.pulley.policies.allocation;

import java.util.Arrays;

/** The probability with which each variant is chosen. */
public final class Allocation {
    /** How far the shares given may be from summing to 1. */
    private static final double SUM_TOLERANCE = 1e-9;

    private final double[] shares;

    private Allocation(double[] shares) {
        this.shares = shares;
    }

    /** Shares, none negative, that sum to 1; the rounding in their sum is divided out. */
    public static Allocation of(double... shares) {
        if (shares.length == 0) {
            throw new IllegalArgumentException("shares must not be empty");
        }
        double sum = 0;
        for (double share : shares) {
            if (!(share >= 0 && Double.isFinite(share))) {
                throw new IllegalArgumentException(
                        "shares must be finite and not negative: " + Arrays.toString(shares));
            }
            sum += share;
        }
        if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
            throw new IllegalArgumentException("shares must sum to 1, not " + sum);
        }
        double[] normalised = new double[shares.length];
        for (int k = 0; k < shares.length; k++) {
            normalised[k] = shares[k] / sum;
        }
        return new Allocation(normalised);
    }

    public static Allocation even(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size must be at least 1: " + size);
        }
        double[] shares = new double[size];
        Arrays.fill(shares, 1.0 / size);
        return new Allocation(shares);
    }

    public int size() {
        return shares.length;
    }

    public double share(int variant) {
        return shares[variant];
    }

    public double[] shares() {
        return shares.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Allocation that && Arrays.equals(shares, that.shares);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(shares);
    }

    @Override
    public String toString() {
        return Arrays.toString(shares);
    }
}
