package dev.pulley.policies.evidence;

import java.util.Arrays;

/** An immutable row of sums, the first of which is a count. Finite always, and never a negative count. */
final class SumVector {
    private final double[] sums;

    private SumVector(double[] sums) {
        this.sums = sums;
    }

    static SumVector of(double[] sums, int length) {
        if (sums.length != length) {
            throw new IllegalArgumentException("sums must be " + length + " numbers, not " + sums.length);
        }
        for (double sum : sums) {
            if (!Double.isFinite(sum)) {
                throw new IllegalArgumentException("sums must be finite: " + Arrays.toString(sums));
            }
        }
        if (!(sums[0] >= 0)) {
            throw new IllegalArgumentException("count must not be negative: " + sums[0]);
        }
        double[] kept = sums.clone();
        for (int i = 0; i < kept.length; i++) {
            // Without negative zeros, equal sums are equal arrays.
            kept[i] += 0.0;
        }
        return new SumVector(kept);
    }

    double count() {
        return sums[0];
    }

    double get(int index) {
        return sums[index];
    }

    double[] toArray() {
        return sums.clone();
    }

    SumVector plus(SumVector other) {
        return combined(other, 1);
    }

    SumVector minus(SumVector other) {
        return combined(other, -1);
    }

    private SumVector combined(SumVector other, int sign) {
        double[] result = sums.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] += sign * other.sums[i];
        }
        return of(result, other.sums.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SumVector that && Arrays.equals(sums, that.sums);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sums);
    }

    @Override
    public String toString() {
        return Arrays.toString(sums);
    }
}
