package dev.pulley.policies.evidence;

/**
 * Sums of products of two metrics over the decisions of one feedback pattern, pooled over the variants and weighted as in
 * the cells; kept where at least one shaping proxy stands.
 *
 * <p>As an array: the count, then the sum of w x_i x_j for every pair i &lt;= j of the metrics that stand, in order of i
 * and then j, but for the outcome's own square, which each variant's cell has.
 */
public final class Products implements Additive<Products> {
    private final FeedbackPattern pattern;
    private final SumVector sums;

    private Products(FeedbackPattern pattern, SumVector sums) {
        this.pattern = pattern;
        this.sums = sums;
    }

    /** Products from their array. */
    public static Products of(FeedbackPattern pattern, double... sums) {
        if (!isKeptFor(pattern)) {
            throw new IllegalArgumentException("pattern must have a proxy: " + pattern);
        }
        return new Products(pattern, SumVector.of(sums, length(pattern)));
    }

    static boolean isKeptFor(FeedbackPattern pattern) {
        return pattern.size() > (pattern.hasOutcome() ? 1 : 0);
    }

    /** How many numbers the array has. */
    public static int length(FeedbackPattern pattern) {
        return firstPair(pattern) + pattern.size() * (pattern.size() + 1) / 2;
    }

    /** Where the pairs begin; the place of the outcome's square, which is left out, has the count. */
    private static int firstPair(FeedbackPattern pattern) {
        return pattern.hasOutcome() ? 0 : 1;
    }

    public FeedbackPattern pattern() {
        return pattern;
    }

    public double count() {
        return sums.count();
    }

    /** The weighted sum of the product of two metrics that stand, not both the outcome. */
    public double sum(int metric, int other) {
        int row = Math.min(pattern.indexOf(metric), pattern.indexOf(other));
        int column = Math.max(pattern.indexOf(metric), pattern.indexOf(other));
        if (column == 0 && pattern.hasOutcome()) {
            throw new IllegalArgumentException("the outcome's square is in the cells");
        }
        return sums.get(firstPair(pattern) + row * pattern.size() - row * (row - 1) / 2 + column - row);
    }

    public double[] toArray() {
        return sums.toArray();
    }

    @Override
    public boolean isEmpty() {
        return sums.count() == 0;
    }

    @Override
    public Products plus(Products other) {
        return new Products(pattern, sums.plus(other.sums));
    }

    @Override
    public Products minus(Products other) {
        return new Products(pattern, sums.minus(other.sums));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Products that && pattern.equals(that.pattern) && sums.equals(that.sums);
    }

    @Override
    public int hashCode() {
        return 31 * pattern.hashCode() + sums.hashCode();
    }

    @Override
    public String toString() {
        return pattern + " " + sums;
    }
}
