package dev.pulley.policies.allocation;

import java.util.Arrays;

/** The probability with which each variant is chosen. */
public final class Allocation {
    /** How far the shares given may be from summing to 1. */
    private static final double SUM_TOLERANCE = 1e-9;

    /** An integral of a density leaves out tails that are smaller than this, and of each variant there is one. */
    private static final double SHARE_TOLERANCE = 1e-11;

    private final double[] shares;
    /** Where each share ends, if all are laid end to end from 0; from the last that is not 0, it is 1 by definition. */
    private final double[] ends;

    private Allocation(double[] shares) {
        this.shares = shares;
        this.ends = new double[shares.length];
        double end = 0;
        int last = 0;
        for (int k = 0; k < shares.length; k++) {
            end += shares[k];
            ends[k] = end;
            last = shares[k] > 0 ? k : last;
        }
        Arrays.fill(ends, last, ends.length, 1);
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
        if (!(Math.abs(sum - 1) <= SUM_TOLERANCE + shares.length * SHARE_TOLERANCE)) {
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

    /**
     * The variant whose share holds a place, where the shares are laid end to end from 0 to 1. A place that was drawn
     * evenly so chooses by the shares, in a number of steps that grows with the logarithm of theirs; a {@link DrawTable}
     * does it in one.
     */
    public int at(double place) {
        if (!(place >= 0 && place < 1)) {
            throw new IllegalArgumentException("place must be at least 0 and below 1: " + place);
        }
        int low = 0;
        int high = shares.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (place < ends[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
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
