package dev.pulley.simulator.input;

/** How the bounds of a number are told to a person. */
final class Bounds {
    private Bounds() {}

    static String describe(double least, double greatest) {
        if (greatest == Double.MAX_VALUE) {
            return least == -Double.MAX_VALUE ? "a finite number" : "at least " + plain(least);
        }
        return "between " + plain(least) + " and " + plain(greatest);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
