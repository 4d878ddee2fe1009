package dev.pulley.policies.evidence;

/**
 * The sums over one variant version's decisions of one feedback pattern.
 *
 * <p>As an array: the count; the sum of each metric that stands, in order of position; and, where the outcome y stands
 * with propensity p, the sums of y&sup2;, 1/p, y/p, 1/p&sup2;, y/p&sup2; and y&sup2;/p&sup2;.
 */
public final class Cell implements Additive<Cell> {
    private static final int OUTCOME_SUMS = 6;

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
        return 1 + pattern.size() + (pattern.hasOutcome() ? OUTCOME_SUMS : 0);
    }

    public FeedbackPattern pattern() {
        return pattern;
    }

    public double count() {
        return sums.count();
    }

    /** The sum of a metric that stands in this cell's pattern. */
    public double sum(int metric) {
        return sums.get(1 + pattern.indexOf(metric));
    }

    public double outcomeSquares() {
        return outcomeSum(0);
    }

    /** The sum of 1/p over decisions with an outcome. */
    public double inversePropensities() {
        return outcomeSum(1);
    }

    /** The sum of y/p. */
    public double weightedOutcomes() {
        return outcomeSum(2);
    }

    /** The sum of 1/p&sup2;. */
    public double squaredInversePropensities() {
        return outcomeSum(3);
    }

    /** The sum of y/p&sup2;. */
    public double squareWeightedOutcomes() {
        return outcomeSum(4);
    }

    /** The sum of y&sup2;/p&sup2;. */
    public double squareWeightedOutcomeSquares() {
        return outcomeSum(5);
    }

    private double outcomeSum(int index) {
        if (!pattern.hasOutcome()) {
            throw new IllegalStateException("no outcome stands in " + pattern);
        }
        return sums.get(1 + pattern.size() + index);
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
