package dev.pulley.server.journal;

import dev.pulley.server.event.Position;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A node's journal to look at, as it is now: nothing in its folder is changed, and a server may write it meanwhile. */
public final class JournalArchive {
    private final long node;
    private final List<Segment> segments;

    private JournalArchive(long node, List<Segment> segments) {
        this.node = node;
        this.segments = segments;
    }

    public static JournalArchive open(Path folder) {
        try {
            List<Segment> segments = List.copyOf(Segment.allIn(folder));
            long node = Recovery.nodeOf(folder, segments)
                    .orElseThrow(() -> new JournalException("there is no journal in " + folder));
            return new JournalArchive(node, segments);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new JournalException("there is no folder " + folder, e);
        } catch (IOException e) {
            throw new JournalException("the journal in " + folder + " can't be read: " + e, e);
        }
    }

    public long node() {
        return node;
    }

    /**
     * A reader from the first event to the last there is now.
     *
     * @param damaged is told of every damaged place that is passed over
     */
    public JournalReader read(Consumer<Damage> damaged) {
        return new JournalReader(() -> segments, Position.START, damaged);
    }

    /** How many bytes there are of it. */
    public long bytes() {
        return segments.stream().mapToLong(Segment::end).sum();
    }

    /** How many events were there before the first that is there now: those whose files were deleted. */
    public long eventsBefore() {
        return segments.getFirst().name().counterBefore();
    }

    /** Whether it is the end of the newest file, where an event may be written just now, or a kill left half of one. */
    public boolean isUnfinished(Damage damage) {
        Segment newest = segments.getLast();
        return newest.file().equals(damage.file()) && damage.offset() + damage.bytes() == newest.end();
    }
}
