package dev.pulley.server.trail;

import dev.pulley.server.event.Position;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place among the events of one node, as {@code node-epoch.counter}. */
record EventCursor(long node, Position position) {
    static final int NODE_RADIX = 36;

    private static final Pattern FORM = Pattern.compile("([0-9a-z]{1,12})-([0-9]{1,9})\\.([0-9]{1,18})");

    static Optional<EventCursor> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new EventCursor(
                Long.parseLong(matcher.group(1), NODE_RADIX),
                new Position(Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)))));
    }

    String toText() {
        return Long.toString(node, NODE_RADIX) + "-" + position.toText();
    }
}
