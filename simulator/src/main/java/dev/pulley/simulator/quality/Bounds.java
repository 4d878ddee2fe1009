package dev.pulley.simulator.quality;

/** What a figure is held against. */
record Bounds(double low, double high) {
    /** Anything will do: the figure is only reported. */
    static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    static Bounds atMost(double high) {
        return new Bounds(Double.NEGATIVE_INFINITY, high);
    }

    static Bounds atLeast(double low) {
        return new Bounds(low, Double.POSITIVE_INFINITY);
    }

    boolean areNone() {
        return equals(NONE);
    }

    /** Whether a value lies within, with a margin on both sides; a negative margin makes the bounds wider. */
    boolean hold(double value, double margin) {
        return value - margin >= low && value + margin <= high;
    }

    @Override
    public String toString() {
        if (areNone()) {
            return "";
        }
        if (high == Double.POSITIVE_INFINITY) {
            return ">= " + Figure.plain(low);
        }
        return low == Double.NEGATIVE_INFINITY
                ? "<= " + Figure.plain(high)
                : "in [" + Figure.plain(low) + ", " + Figure.plain(high) + "]";
    }
}
