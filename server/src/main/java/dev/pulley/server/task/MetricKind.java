package dev.pulley.server.task;

/** What values a metric can have. */
public sealed interface MetricKind {
    /** Zero or one. */
    record Binary() implements MetricKind {
        /** As good as any other. */
        static final Binary SHARED = new Binary();
    }

    /** A number from {@code min} to {@code max}. */
    record Range(double min, double max) implements MetricKind {}

    /** Any number. */
    record Real() implements MetricKind {}

    default String wireName() {
        return switch (this) {
            case Binary() -> "binary";
            case Range r -> "range";
            case Real() -> "number";
        };
    }

    default boolean accepts(double value) {
        return switch (this) {
            case Binary() -> value == 0 || value == 1;
            case Range(double min, double max) -> value >= min && value <= max;
            case Real() -> Double.isFinite(value) && Math.abs(value) <= REAL_MAX;
        };
    }

    /** Beyond this, squares and their sums would lose what we promise of them. */
    double REAL_MAX = 1e15;

    /** A range is at least so wide: squares of what is much smaller are nothing beside anything else. */
    double WIDTH_MIN = 1e-15;

    /** What {@link #accepts} takes, in words. */
    default String rule() {
        return switch (this) {
            case Binary() -> "0 or 1, or false or true";
            case Range(double min, double max) -> "a number from " + plain(min) + " to " + plain(max);
            case Real() -> "a number of at most 1e15 in size";
        };
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
