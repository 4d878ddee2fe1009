package dev.pulley.policies.shaping;

/**
 * The sums of decisions that are about of one age.
 *
 * @param place which of the {@link dev.pulley.policies.delay.Ages ages} they are of; any number where an absent outcome says
 *     nothing
 * @param weight how much each of them still counts: 1, or less where evidence fades
 * @param rows their sums, of the same variants in all buckets
 */
public record SignalBucket(int place, double weight, SignalRows rows) {
    public SignalBucket {
        if (place < 0) {
            throw new IllegalArgumentException("place must not be negative: " + place);
        }
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("weight must be between 0 and 1: " + weight);
        }
    }
}
