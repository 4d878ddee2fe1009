package dev.pulley.server.event;

import java.util.Comparator;

/**
 * A place in one node's journal. The epoch is raised at every start, before the first answer, so that a journal that
 * lost its end in a power failure never gives the same position to another event; the counter goes on.
 */
public record Position(int epoch, long counter) implements Comparable<Position> {
    /** Before the first event of any journal. */
    public static final Position START = new Position(0, 0);

    private static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::epoch).thenComparingLong(Position::counter);

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    /** As {@code epoch.counter}, which is how fences are kept. */
    public String toText() {
        return epoch + "." + counter;
    }

    public static Position parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("not a position: " + text);
        }
        return new Position(Integer.parseInt(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    }
}
