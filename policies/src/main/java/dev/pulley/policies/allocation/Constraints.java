package dev.pulley.policies.allocation;

import java.util.Arrays;

/**
 * The bounds that a task puts on its allocation.
 *
 * <p>A uniform holdout h leaves a part of the traffic out of the policy's hands: the policy's shares p become
 * h / K + (1 - h) p. Then floors and caps: of all shares within them that sum to 1, the nearest to these in relative
 * entropy, which is to multiply all by one factor and clamp each.
 */
public final class Constraints {
    private static final double ROUNDING = 1e-12;
    private static final int HALVINGS = 200;

    private final double minShare;
    private final double[] maxShares;
    private final double holdout;

    private Constraints(double minShare, double[] maxShares, double holdout) {
        this.minShare = minShare;
        this.maxShares = maxShares;
        this.holdout = holdout;
    }

    public static Constraints none(int size) {
        double[] maxShares = new double[size];
        Arrays.fill(maxShares, 1);
        return of(0, maxShares, 0);
    }

    /**
     * Bounds that can be met together; where they cannot, the error names the one to blame.
     *
     * @param minShare the least share of every variant
     * @param maxShares the greatest share of each variant
     * @param holdout the part of the traffic that is spread evenly, whatever the policy says
     */
    public static Constraints of(double minShare, double[] maxShares, double holdout) {
        int size = maxShares.length;
        if (size == 0) {
            throw new IllegalArgumentException("maxShares must not be empty");
        }
        if (!(holdout >= 0 && holdout <= 1)) {
            throw new IllegalArgumentException("holdout must be between 0 and 1: " + holdout);
        }
        if (!(minShare >= 0 && minShare * size <= 1 + ROUNDING)) {
            throw new IllegalArgumentException(
                    "min_share must be between 0 and 1/" + size + ", as there are " + size + " variants: " + minShare);
        }
        double least = Math.max(minShare, holdout / size);
        double sum = 0;
        for (double maxShare : maxShares) {
            if (!(maxShare >= 0 && maxShare <= 1)) {
                throw new IllegalArgumentException("max_share must be between 0 and 1: " + maxShare);
            }
            if (!(maxShare + ROUNDING >= least)) {
                throw new IllegalArgumentException(
                        "max_share must not be below what min_share and holdout give (" + least + "): " + maxShare);
            }
            sum += maxShare;
        }
        if (!(sum >= 1 - ROUNDING)) {
            throw new IllegalArgumentException("all max_share together must be at least 1, not " + sum);
        }
        return new Constraints(minShare, maxShares.clone(), holdout);
    }

    /** The nearest allocation within the bounds. */
    public Allocation apply(Allocation wanted) {
        int size = maxShares.length;
        if (wanted.size() != size) {
            throw new IllegalArgumentException("wanted must have " + size + " shares, not " + wanted.size());
        }
        double[] mixed = new double[size];
        for (int k = 0; k < size; k++) {
            mixed[k] = holdout / size + (1 - holdout) * wanted.share(k);
        }
        double[] shares = scaled(mixed, 1);
        double excess = sum(shares) - 1;
        if (Math.abs(excess) > ROUNDING) {
            shares = scaled(mixed, factor(mixed));
        }
        return Allocation.of(filled(shares));
    }

    /** The factor at which the clamped shares sum to 1; huge if even that is not enough. */
    private double factor(double[] mixed) {
        double low = -700;
        double high = 700;
        for (int step = 0; step < HALVINGS && low < high; step++) {
            double middle = (low + high) / 2;
            if (sum(scaled(mixed, Math.exp(middle))) < 1) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(low);
    }

    private double[] scaled(double[] mixed, double factor) {
        double[] shares = new double[mixed.length];
        for (int k = 0; k < mixed.length; k++) {
            shares[k] = Math.min(maxShares[k], Math.max(least(), factor * mixed[k]));
        }
        return shares;
    }

    private double least() {
        return Math.max(minShare, holdout / maxShares.length);
    }

    /** What no factor could give, because the policy gives 0 to all that have room, is spread over that room. */
    private double[] filled(double[] shares) {
        double missing = 1 - sum(shares);
        if (Math.abs(missing) <= ROUNDING) {
            return shares;
        }
        double room = sum(maxShares) - sum(shares);
        double[] result = new double[shares.length];
        for (int k = 0; k < shares.length; k++) {
            result[k] = shares[k] + missing * (maxShares[k] - shares[k]) / room;
        }
        return result;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
