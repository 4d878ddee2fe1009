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
 * @param known the cells of the decisions that {@code outcomes} speaks of, as pairs of an outcome and the proxies, each by how
 *     much it says
 * @param paired how much of a pair's outcome is known, on average: 1 where outcomes are what was reported, less where they
 *     stand for silence that may yet end
 */
public record Observed(
        VariantSummary outcomes,
        SortedMap<FeedbackPattern, Cell> all,
        SortedMap<FeedbackPattern, Cell> known,
        double paired) {
    public Observed {
        for (FeedbackPattern pattern : known.keySet()) {
            if (!pattern.hasOutcome()) {
                throw new IllegalArgumentException("known must be cells with an outcome: " + pattern);
            }
        }
        if (!(paired >= 0 && paired <= 1)) {
            throw new IllegalArgumentException("paired must be between 0 and 1: " + paired);
        }
    }

    /** Where nothing is known of a decision until its outcome is reported. */
    public static Observed of(VariantSummary outcomes, SortedMap<FeedbackPattern, Cell> cells) {
        TreeMap<FeedbackPattern, Cell> known = new TreeMap<>();
        cells.forEach((pattern, cell) -> {
            if (pattern.hasOutcome()) {
                known.put(pattern, cell);
            }
        });
        return new Observed(outcomes, cells, known, 1);
    }
}
