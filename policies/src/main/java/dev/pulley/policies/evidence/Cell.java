package dev.pulley.policies.evidence;

/**
 * The sums over one variant version's decisions of one feedback pattern. A decision counts by a weight w, which is the
 * trust in its outcome or, where none stands, the least trust in one of its proxies.
 *
 * <p>As an array: how many they are; the sum of w; the sum of w x for each metric x that stands, in order of position; and, where
 * the outcome y stands with propensity p, with q = w / p the sums of w y&sup2;, w&sup2;, q, q y, q&sup2;, q&sup2; y and
 * q&sup2; y&sup2;.
 *
 * <p>Nothing that is shown today asks for w&sup2; or for the sums with q: they are kept for contrasts that are weighted by
 * propensity, as a check on what is believed. Such can be made of a task's past only if its sums have been kept from its first
 * outcome on, so neither they nor their accessors go as long as nobody makes them.
 */
public final class Cell implements Additive<Cell> {
    private static final int COUNTS = 2;
    private static final int OUTCOME_SUMS = 7;

    private final FeedbackPattern pattern;
    private final SumVector sums;

    private Cell(FeedbackPattern pattern, SumVector sums) {
        this.pattern = pattern;
        this.sums = sums;
    }

    /** A cell from its array. */
    public static Cell of(FeedbackPattern pattern, double... sums) {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("pattern must not be empty: what has no feedback is never stored");
        }
        return new Cell(pattern, SumVector.of(sums, length(pattern)));
    }

    /** How many numbers the array of a cell has. */
    public static int length(FeedbackPattern pattern) {
        return COUNTS + pattern.size() + (pattern.hasOutcome() ? OUTCOME_SUMS : 0);
    }

    /** The place of the first of the outcome's sums in the array, its squares, if it stands. */
    public static int firstOutcomeSum(FeedbackPattern pattern) {
        return COUNTS + pattern.size();
    }

    public FeedbackPattern pattern() {
        return pattern;
    }

    /** How many decisions are in these sums, whatever each counts. */
    public double decisions() {
        return sums.count();
    }

    /** How many decisions these count as, so that a sum over it is an average. */
    public double count() {
        return sums.get(1);
    }

    /** The weighted sum of a metric that stands in this cell's pattern. */
    public double sum(int metric) {
        return sums.get(COUNTS + pattern.indexOf(metric));
    }

    /** The sum of w y&sup2;. */
    public double outcomeSquares() {
        return outcomeSum(0);
    }

    /** The sum of w&sup2; over decisions with an outcome. */
    public double squaredWeights() {
        return outcomeSum(1);
    }

    /** The sum of w/p over decisions with an outcome. */
    public double inversePropensities() {
        return outcomeSum(2);
    }

    /** The sum of w y/p. */
    public double weightedOutcomes() {
        return outcomeSum(3);
    }

    /** The sum of (w/p)&sup2;. */
    public double squaredInversePropensities() {
        return outcomeSum(4);
    }

    /** The sum of (w/p)&sup2; y. */
    public double squareWeightedOutcomes() {
        return outcomeSum(5);
    }

    /** The sum of (w y/p)&sup2;. */
    public double squareWeightedOutcomeSquares() {
        return outcomeSum(6);
    }

    private double outcomeSum(int index) {
        if (!pattern.hasOutcome()) {
            throw new IllegalStateException("no outcome stands in " + pattern);
        }
        return sums.get(firstOutcomeSum(pattern) + index);
    }

    public double[] toArray() {
        return sums.toArray();
    }

    @Override
    public boolean isEmpty() {
        return sums.count() == 0;
    }

    @Override
    public Cell plus(Cell other) {
        return new Cell(pattern, sums.plus(other.sums));
    }

    @Override
    public Cell minus(Cell other) {
        return new Cell(pattern, sums.minus(other.sums));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cell that && pattern.equals(that.pattern) && sums.equals(that.sums);
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
