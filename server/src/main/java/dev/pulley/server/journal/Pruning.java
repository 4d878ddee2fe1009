package dev.pulley.server.journal;

import dev.pulley.server.event.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of the oldest segments are to be deleted now, and why not more.
 *
 * @param heldBack why the next one has to stay, if the limits want it gone
 */
record Pruning(List<Segment> toDelete, Optional<String> heldBack) {
    Pruning {
        toDelete = List.copyOf(toDelete);
    }

    static Pruning of(List<Segment> segments, Retention limits, Retention.Safe safe, long nowMillis)
            throws IOException {
        List<Segment> toDelete = new ArrayList<>();
        long bytes = segments.stream().mapToLong(Segment::end).sum();
        // The last one is being written.
        for (int i = 0; i + 1 < segments.size(); i++) {
            Segment oldest = segments.get(i);
            if (!isTooOld(oldest, limits, nowMillis)
                    && limits.bytes()
                            .filter(most -> isOver(bytes, toDelete, most))
                            .isEmpty()) {
                break;
            }
            Position lastOfIt = new Position(oldest.name().epoch(), oldest.lastCounter());
            if (lastOfIt.isAfter(safe.upTo())) {
                return new Pruning(toDelete, Optional.of(oldest.file() + " is not shipped to Redis and copied yet"));
            }
            if (oldest.closesAtMillis() >= safe.closedBeforeMillis()) {
                return new Pruning(
                        toDelete,
                        Optional.of(oldest.file()
                                + " holds events of decisions that may still get rewards, or are not copied yet"));
            }
            toDelete.add(oldest);
        }
        return new Pruning(toDelete, Optional.empty());
    }

    private static boolean isOver(long bytes, List<Segment> toDelete, long most) {
        return bytes - toDelete.stream().mapToLong(Segment::end).sum() > most;
    }

    private static boolean isTooOld(Segment segment, Retention limits, long nowMillis) throws IOException {
        if (limits.age().isEmpty()) {
            return false;
        }
        try {
            long writtenMillis = Files.getLastModifiedTime(segment.file()).toMillis();
            return nowMillis - writtenMillis > limits.age().get().toMillis();
        } catch (NoSuchFileException e) {
            return true;
        }
    }
}
