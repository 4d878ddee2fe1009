package dev.pulley.server.journal;

import dev.pulley.server.event.Position;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal in order, through all its segments, up to what is appended while it reads. A segment that is deleted
 * meanwhile is passed over, or read to its end where the reader stands in it. Not thread-safe.
 */
public final class JournalReader implements AutoCloseable {
    private final Supplier<List<Segment>> segments;
    private final Consumer<Damage> damaged;
    /** Frames up to here are passed over. */
    private Position after;
    /** Where it reads; null before the first frame is asked for, and after a failure. */
    private @Nullable SegmentReader reader;
    /** Whether the last look found nothing more. */
    private boolean isAtEnd;

    /** @param damaged is told of every damaged place that is passed over */
    JournalReader(Supplier<List<Segment>> segments, Position after, Consumer<Damage> damaged) {
        this.segments = segments;
        this.after = after;
        this.damaged = damaged;
    }

    /** Goes on behind another position, earlier or later. */
    public void seek(Position position) {
        after = position;
        close();
    }

    /** The next frame; null at the end of what was appended. */
    public @Nullable Frame next() {
        return next((position, partition) -> true);
    }

    /**
     * The next frame that is wanted, by its position and its partition; the others are passed over unread.
     *
     * @throws UnreadableEventException where it can't be read; then the next call goes on behind it
     */
    public @Nullable Frame next(BiPredicate<Position, Integer> wanted) {
        return next(wanted, Long.MAX_VALUE);
    }

    /**
     * The same; null also after so many frames that were not wanted, and {@link #isAtEnd} tells which.
     *
     * @throws UnreadableEventException where it can't be read; then the next call goes on behind it
     */
    public @Nullable Frame next(BiPredicate<Position, Integer> wanted, long framesMax) {
        isAtEnd = false;
        try {
            for (long i = 0; i < framesMax; i++) {
                SegmentReader.RawFrame frame = nextRaw();
                if (frame == null) {
                    isAtEnd = true;
                    return null;
                }
                if (frame.position().isAfter(after)) {
                    after = frame.position();
                    if (wanted.test(frame.position(), frame.partition())) {
                        return frame.decode();
                    }
                }
            }
            return null;
        } catch (IOException e) {
            close();
            throw new JournalException("the journal can't be read: " + e.getMessage(), e);
        }
    }

    /** Whether the last call found the end of what was appended. */
    public boolean isAtEnd() {
        return isAtEnd;
    }

    private SegmentReader.@Nullable RawFrame nextRaw() throws IOException {
        while (true) {
            // The list comes first: where it has a following segment, this one has its end.
            List<Segment> now = segments.get();
            SegmentReader current = reader;
            if (current == null) {
                current = open(now, startOf(now));
                reader = current;
            }
            if (current == null) {
                return null;
            }
            SegmentReader.RawFrame frame = current.next();
            if (frame != null) {
                return frame;
            }
            SegmentReader following = open(now, following(now, current.segment()));
            if (following == null) {
                return null;
            }
            current.close();
            reader = following;
        }
    }

    /** The place of the segment that has what comes next. */
    private int startOf(List<Segment> now) {
        int place = 0;
        while (place + 1 < now.size() && !now.get(place + 1).name().start().isAfter(after)) {
            place++;
        }
        return place;
    }

    private static int following(List<Segment> now, Segment current) {
        int place = 0;
        while (place < now.size() && now.get(place).name().compareTo(current.name()) <= 0) {
            place++;
        }
        return place;
    }

    /** Opens the segment there or, where it was deleted meanwhile, the next that is left; null behind the last. */
    private @Nullable SegmentReader open(List<Segment> now, int place) throws IOException {
        for (Segment segment : now.subList(Math.min(place, now.size()), now.size())) {
            try {
                long counter = segment.name().epoch() == after.epoch() ? after.counter() : 0;
                return new SegmentReader(segment, counter, damaged);
            } catch (NoSuchFileException e) {
                // Deleted since the list was made.
            }
        }
        return null;
    }

    /** Up to where this has read. */
    public Position position() {
        return after;
    }

    /** How many bytes of the journal lie before where it reads; 0 while nothing is open. */
    public long bytesBefore() {
        SegmentReader open = reader;
        if (open == null) {
            return 0;
        }
        return open.offset()
                + segments.get().stream()
                        .filter(segment ->
                                segment.name().compareTo(open.segment().name()) < 0)
                        .mapToLong(Segment::end)
                        .sum();
    }

    /** Lets go of the file; reading on opens it again. */
    @Override
    public void close() {
        SegmentReader open = reader;
        reader = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new JournalException("the journal can't be read: " + e.getMessage(), e);
            }
        }
    }
}
