package dev.pulley.policies.evidence;

import java.util.Comparator;

/** A stretch of time whose decisions are summed together: from its start to just before its end. */
public record Bucket(long startMillis, long widthMillis) implements Comparable<Bucket> {
    private static final Comparator<Bucket> ORDER =
            Comparator.comparingLong(Bucket::startMillis).thenComparingLong(Bucket::widthMillis);

    public Bucket {
        if (widthMillis <= 0) {
            throw new IllegalArgumentException("widthMillis must be positive: " + widthMillis);
        }
    }

    /** The bucket of this width that a time falls into. */
    public static Bucket containing(long timeMillis, long widthMillis) {
        if (widthMillis <= 0) {
            throw new IllegalArgumentException("widthMillis must be positive: " + widthMillis);
        }
        return new Bucket(Math.floorDiv(timeMillis, widthMillis) * widthMillis, widthMillis);
    }

    public long endMillis() {
        return startMillis + widthMillis;
    }

    @Override
    public int compareTo(Bucket other) {
        return ORDER.compare(this, other);
    }
}
