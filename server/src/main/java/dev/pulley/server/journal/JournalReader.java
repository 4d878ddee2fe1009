package dev.pulley.server.journal;

import dev.pulley.server.event.Position;
import java.io.IOException;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Reads the journal in order, through all its segments, up to what is appended while it reads. Not thread-safe. */
public final class JournalReader {
    private final List<Segment> segments;
    private int index;
    private SegmentReader reader;
    /** Frames up to here are passed over. */
    private Position after;

    JournalReader(List<Segment> segments, Position after) {
        this.segments = segments;
        this.after = after;
        this.reader = readerAt(after);
    }

    /** Goes on behind another position, earlier or later. */
    public void seek(Position position) {
        after = position;
        reader = readerAt(position);
    }

    private SegmentReader readerAt(Position position) {
        index = 0;
        while (index < segments.size() - 1 && segments.get(index).epoch() < position.epoch()) {
            index++;
        }
        Segment segment = segments.get(index);
        long offset =
                segment.epoch() == position.epoch() ? segment.offsetNear(position.counter()) : FrameFormat.HEADER_BYTES;
        return new SegmentReader(segment, offset);
    }

    /** The next frame; null at the end of what was appended. */
    public @Nullable Frame next() {
        return next((position, partition) -> true);
    }

    /** The next frame that is wanted, by its position and its partition; the others are passed over unread. */
    public @Nullable Frame next(BiPredicate<Position, Integer> wanted) {
        try {
            while (true) {
                SegmentReader.RawFrame frame = reader.next();
                if (frame == null) {
                    if (index == segments.size() - 1) {
                        return null;
                    }
                    index++;
                    reader = new SegmentReader(segments.get(index), FrameFormat.HEADER_BYTES);
                } else if (frame.position().isAfter(after)) {
                    after = frame.position();
                    if (wanted.test(frame.position(), frame.partition())) {
                        return frame.decode();
                    }
                }
            }
        } catch (IOException e) {
            throw new JournalException("the journal can't be read: " + e.getMessage(), e);
        }
    }

    /** Up to where this has read. */
    public Position position() {
        return after;
    }
}
