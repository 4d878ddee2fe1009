package dev.pulley.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * One file of the journal, as those see it who read it: events of one epoch, in order. Each reader opens the file for
 * itself. What lies before {@link #end} was written whole. Thread-safe.
 */
final class Segment {
    /** As the last counter of a segment that is still written, or whose end nobody knows yet. */
    static final long UNKNOWN = -1;

    private static final int FRAMES_PER_MARK = 1_024;

    private final SegmentName name;
    private final Path file;
    private final Optional<FrameFormat.Header> header;
    /** Where some frames begin, by their counter, so that reading can begin near any of them. */
    private final ConcurrentSkipListMap<Long, Long> marks = new ConcurrentSkipListMap<>();
    /** Where damage begins that somebody was told of. */
    private final Set<Long> toldDamage = ConcurrentHashMap.newKeySet();

    private volatile long end;
    private volatile long lastCounter = UNKNOWN;
    private volatile long closesAtMillis = Long.MAX_VALUE;

    Segment(SegmentName name, Path file, Optional<FrameFormat.Header> header, long end) {
        this.name = name;
        this.file = file;
        this.header = header;
        this.end = end;
        // Where the header is damaged nobody knows how much of it is there.
        marks.put(name.counterBefore() + 1, header.isPresent() ? (long) FrameFormat.HEADER_BYTES : 0L);
    }

    /** The segments in a folder, in order, each as long as it is now. */
    static List<Segment> allIn(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(file -> SegmentName.of(file).isPresent())
                    .sorted()
                    .toList();
        }
        List<Segment> segments = new ArrayList<>();
        for (Path file : files) {
            try {
                segments.add(open(SegmentName.of(file).orElseThrow(), file));
            } catch (NoSuchFileException e) {
                // The server that serves the folder deleted it since the folder was listed.
            }
        }
        for (int i = 0; i + 1 < segments.size(); i++) {
            segments.get(i).seal(segments.get(i + 1).name().counterBefore());
        }
        return segments;
    }

    private static Segment open(SegmentName name, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(FrameFormat.HEADER_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
            Optional<FrameFormat.Header> header = Optional.ofNullable(FrameFormat.readHeader(bytes.flip()))
                    .filter(read -> read.name().equals(name));
            return new Segment(name, file, header, channel.size());
        }
    }

    SegmentName name() {
        return name;
    }

    Path file() {
        return file;
    }

    /** The header; nothing, where it is cut or damaged or another file's. */
    Optional<FrameFormat.Header> header() {
        return header;
    }

    long end() {
        return end;
    }

    void endsAt(long newEnd) {
        end = newEnd;
    }

    /** The counter of its last event, once no more are written to it; else {@link #UNKNOWN}. */
    long lastCounter() {
        return lastCounter;
    }

    /** No more is written to it, and its last event has this counter. */
    void seal(long counter) {
        lastCounter = counter;
    }

    /** When the last of the evidence closes that its events, and those of all earlier segments, touch. */
    long closesAtMillis() {
        return closesAtMillis;
    }

    void closesAt(long millis) {
        closesAtMillis = millis;
    }

    void mark(long counter, long offset) {
        if (counter % FRAMES_PER_MARK == 0) {
            marks.put(counter, offset);
        }
    }

    /** The counter and the offset to begin reading at, to find the first frame behind a counter. */
    Map.Entry<Long, Long> markNear(long counter) {
        Map.Entry<Long, Long> near = marks.floorEntry(counter);
        return near == null ? marks.firstEntry() : near;
    }

    /** Whether nobody was told of damage there before. */
    boolean isNews(Damage damage) {
        return toldDamage.add(damage.offset());
    }
}
