package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One variant's sums, as the shaped posterior needs them.
 *
 * @param outcomes what is known of its outcome by itself
 * @param all the cells of all its decisions that have any feedback
 * @param known the cells of the decisions that {@code outcomes} speaks of, each bucket weighed by how much it says
 * @param complete the cells whose outcome is final, as pairs of it and the proxies
 */
public record Observed(
        VariantSummary outcomes,
        SortedMap<FeedbackPattern, Cell> all,
        SortedMap<FeedbackPattern, Cell> known,
        SortedMap<FeedbackPattern, Cell> complete) {
    public Observed {
        for (FeedbackPattern pattern : complete.keySet()) {
            if (!pattern.hasOutcome()) {
                throw new IllegalArgumentException("complete must be cells with an outcome: " + pattern);
            }
        }
    }

    /** Where nothing is known of a decision until its outcome is reported. */
    public static Observed of(VariantSummary outcomes, SortedMap<FeedbackPattern, Cell> cells) {
        TreeMap<FeedbackPattern, Cell> complete = new TreeMap<>();
        cells.forEach((pattern, cell) -> {
            if (pattern.hasOutcome()) {
                complete.put(pattern, cell);
            }
        });
        return new Observed(outcomes, cells, complete, complete);
    }
}
