package dev.pulley.policies.inference;

/** A mean with the interval that the truth is believed to lie in. */
public record Estimate(double mean, double low, double high) {
    /** What is known for certain. */
    static Estimate certain(double value) {
        return new Estimate(value, value, value);
    }
}
