package dev.pulley.policies.evidence;

import java.util.Map;
import java.util.SortedMap;

/**
 * All sums of one variant version in one bucket.
 *
 * @param decisions how often it was chosen
 * @param draws how it fared in the fresh draws that could have chosen another
 * @param cells the sums over decisions with feedback, by pattern
 * @param metrics the sums of the metrics that are in no pattern, by position, each value counting by its trust
 * @param arrivals when the outcomes came, each counting in full
 */
public record VariantEvidence(
        long decisions,
        Draws draws,
        SortedMap<FeedbackPattern, Cell> cells,
        SortedMap<Integer, MetricSums> metrics,
        Arrivals arrivals)
        implements Additive<VariantEvidence> {
    static final VariantEvidence NONE = of(0, Map.of(), Map.of());

    public VariantEvidence {
        if (decisions < 0) {
            throw new IllegalArgumentException("decisions must not be negative: " + decisions);
        }
        cells = Additive.sorted(cells);
        metrics = Additive.sorted(metrics);
        for (Map.Entry<FeedbackPattern, Cell> entry : cells.entrySet()) {
            if (!entry.getKey().equals(entry.getValue().pattern())) {
                throw new IllegalArgumentException("cells must stand under their own pattern: " + entry);
            }
        }
        for (int metric : metrics.keySet()) {
            if (metric < 0 || FeedbackPattern.covers(metric)) {
                throw new IllegalArgumentException("metrics must be of positions outside the patterns: " + metric);
            }
        }
    }

    /** Without draws, and without a word on when outcomes came. */
    public static VariantEvidence of(
            long decisions, Map<FeedbackPattern, Cell> cells, Map<Integer, MetricSums> metrics) {
        return of(decisions, Draws.NONE, cells, metrics, Arrivals.NONE);
    }

    public static VariantEvidence of(
            long decisions,
            Draws draws,
            Map<FeedbackPattern, Cell> cells,
            Map<Integer, MetricSums> metrics,
            Arrivals arrivals) {
        return new VariantEvidence(decisions, draws, Additive.sorted(cells), Additive.sorted(metrics), arrivals);
    }

    /** Decisions without any feedback. Feedback may be stored before its decision is, so this is clamped at 0. */
    public double silentDecisions() {
        double withFeedback = 0;
        for (Cell cell : cells.values()) {
            withFeedback += cell.decisions();
        }
        return Math.max(0, decisions - withFeedback);
    }

    /** How many decisions have an outcome that stands, whatever it counts. */
    public double outcomes() {
        double outcomes = 0;
        for (Cell cell : cells.values()) {
            if (cell.pattern().hasOutcome()) {
                outcomes += cell.decisions();
            }
        }
        return outcomes;
    }

    /** The decisions, at least as many as have outcomes, and their outcomes over all patterns, which count by their trust. */
    public VariantSummary summary() {
        double outcomes = 0;
        double sum = 0;
        double squares = 0;
        for (Cell cell : cells.values()) {
            if (cell.pattern().hasOutcome()) {
                outcomes += cell.count();
                sum += cell.sum(FeedbackPattern.OUTCOME);
                squares += cell.outcomeSquares();
            }
        }
        // Large values that were taken away again can leave squares too small for the sum, by rounding.
        double leastSquares = outcomes == 0 ? 0 : sum * sum / outcomes;
        return new VariantSummary(
                Math.max((double) decisions, outcomes()), outcomes, sum, Math.max(squares, leastSquares));
    }

    @Override
    public VariantEvidence plus(VariantEvidence other) {
        return new VariantEvidence(
                decisions + other.decisions,
                draws.plus(other.draws),
                Additive.sum(cells, other.cells),
                Additive.sum(metrics, other.metrics),
                arrivals.plus(other.arrivals));
    }

    @Override
    public VariantEvidence minus(VariantEvidence other) {
        return new VariantEvidence(
                decisions - other.decisions,
                draws.minus(other.draws),
                Additive.difference(cells, other.cells),
                Additive.difference(metrics, other.metrics),
                arrivals.minus(other.arrivals));
    }

    boolean hasSameReports(VariantEvidence other) {
        return cells.equals(other.cells) && metrics.equals(other.metrics) && arrivals.equals(other.arrivals);
    }

    @Override
    public boolean isEmpty() {
        return decisions == 0 && draws.isEmpty() && cells.isEmpty() && metrics.isEmpty() && arrivals.isEmpty();
    }
}
