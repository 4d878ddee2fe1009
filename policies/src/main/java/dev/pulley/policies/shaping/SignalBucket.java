package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import java.util.List;
import java.util.Map;

/**
 * The sums of decisions that are about of one age.
 *
 * @param place which of the {@link dev.pulley.policies.delay.Ages ages} they are of; any number where an absent outcome says
 *     nothing
 * @param weight how much each of them still counts: 1, or less where evidence fades
 * @param cells the cells of each variant, in one order in all buckets
 * @param products the products of all of these, by pattern, with an outcome and without
 */
public record SignalBucket(
        int place,
        double weight,
        List<? extends Map<FeedbackPattern, Cell>> cells,
        Map<FeedbackPattern, Products> products) {
    public SignalBucket {
        if (place < 0) {
            throw new IllegalArgumentException("place must not be negative: " + place);
        }
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("weight must be between 0 and 1: " + weight);
        }
    }
}
