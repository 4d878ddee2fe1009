package dev.pulley.policies.evidence;

/** The kind of a task's outcome, and the direction in which it is better. */
public sealed interface OutcomeModel {

    Goal goal();

    /** An outcome that is 0 or 1; its mean is a rate. */
    record Binary(Goal goal) implements OutcomeModel {}

    /** An outcome between two bounds. */
    record Range(double min, double max, Goal goal) implements OutcomeModel {
        public Range {
            if (!Double.isFinite(min)) {
                throw new IllegalArgumentException("min must be finite: " + min);
            }
            if (!(max > min && Double.isFinite(max - min))) {
                throw new IllegalArgumentException("max must be finite and over min (" + min + "): " + max);
            }
        }
    }

    /** An outcome that may be any number. */
    record Numeric(Goal goal) implements OutcomeModel {}
}
