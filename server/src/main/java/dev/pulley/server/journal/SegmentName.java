package dev.pulley.server.journal;

import dev.pulley.server.event.Position;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a segment is, as its file's name says it: {@code epoch-firstcounter-node.journal}. The names sort in the order of the
 * events, and tell all that the header does of where they belong, so that a damaged header loses none.
 *
 * @param counterBefore of the event before its first one
 */
record SegmentName(int epoch, long counterBefore, long node) implements Comparable<SegmentName> {
    private static final Pattern FORM = Pattern.compile("(\\d{10})-(\\d{19})-([0-9a-f]{16})\\.journal");

    static Optional<SegmentName> of(Path file) {
        Matcher matcher = FORM.matcher(String.valueOf(file.getFileName()));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SegmentName(
                    Integer.parseInt(matcher.group(1)),
                    Long.parseLong(matcher.group(2)) - 1,
                    Long.parseUnsignedLong(matcher.group(3), 16)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    Path in(Path folder) {
        return folder.resolve(String.format(Locale.ROOT, "%010d-%019d-%016x.journal", epoch, counterBefore + 1, node));
    }

    /** The position before its first one: the events that it has are behind this. */
    Position start() {
        return new Position(epoch, counterBefore);
    }

    @Override
    public int compareTo(SegmentName other) {
        return start().compareTo(other.start());
    }
}
