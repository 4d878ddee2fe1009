package dev.pulley.policies.evidence;

/**
 * How much a bucket's evidence still counts: half as much for each half-life since, by the middle of the bucket. All
 * weights fall by the same factor as time passes, so what evidence says of its variants relative to each other changes
 * only with new evidence.
 */
public record HalfLife(long millis) {
    public HalfLife {
        if (millis <= 0) {
            throw new IllegalArgumentException("millis must be positive: " + millis);
        }
    }

    /** From 1, for what is of now or has yet to come, down to 0. */
    public double weight(Bucket bucket, long nowMillis) {
        return weight(nowMillis - bucket.startMillis() - bucket.widthMillis() / 2.0);
    }

    /** The same for what counted in full at a time. */
    public double weight(long atMillis, long nowMillis) {
        return weight((double) (nowMillis - atMillis));
    }

    private double weight(double ageMillis) {
        return Math.pow(2, -Math.max(0, ageMillis) / millis);
    }
}
