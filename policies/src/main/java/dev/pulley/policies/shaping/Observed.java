package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.List;
import java.util.SortedMap;

/**
 * One variant's sums, as the shaped posterior needs them. Of a pattern there is one cell at most.
 *
 * @param outcomes what is known of its outcome by itself
 * @param all the cells of all its decisions that have any feedback
 * @param known the cells of the decisions that {@code outcomes} speaks of, as pairs of an outcome and the proxies, each by how
 *     much it says
 * @param paired how much of a pair's outcome is known, on average: 1 where outcomes are what was reported, less where they
 *     stand for silence that may yet end
 */
public record Observed(VariantSummary outcomes, List<Cell> all, List<Cell> known, double paired) {
    public Observed {
        all = List.copyOf(all);
        known = List.copyOf(known);
        for (Cell cell : known) {
            if (!cell.pattern().hasOutcome()) {
                throw new IllegalArgumentException("known must be cells with an outcome: " + cell.pattern());
            }
        }
        if (!(paired >= 0 && paired <= 1)) {
            throw new IllegalArgumentException("paired must be between 0 and 1: " + paired);
        }
    }

    /** Where nothing is known of a decision until its outcome is reported. */
    public static Observed of(VariantSummary outcomes, SortedMap<FeedbackPattern, Cell> cells) {
        List<Cell> all = List.copyOf(cells.values());
        return new Observed(
                outcomes,
                all,
                all.stream().filter(cell -> cell.pattern().hasOutcome()).toList(),
                1);
    }
}
