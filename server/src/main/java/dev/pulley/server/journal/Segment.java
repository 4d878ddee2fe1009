package dev.pulley.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of the journal: the events of one epoch. Written by one thread at a time, read by any. What lies before
 * {@link #end} is whole.
 */
final class Segment implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("epoch-(\\d{10})\\.journal");
    private static final int FRAMES_PER_MARK = 1_024;

    private final Path file;
    private final FrameFormat.Header header;
    private final FileChannel channel;
    /** Where some frames begin, by their counter, so that reading can begin near any of them. */
    private final ConcurrentSkipListMap<Long, Long> marks = new ConcurrentSkipListMap<>();

    private volatile long end;

    private Segment(Path file, FrameFormat.Header header, FileChannel channel, long end) {
        this.file = file;
        this.header = header;
        this.channel = channel;
        this.end = end;
    }

    static Path fileIn(Path folder, int epoch) {
        return folder.resolve(String.format(Locale.ROOT, "epoch-%010d.journal", epoch));
    }

    /** The epoch that a file holds, if its name is that of a segment. */
    static Optional<Integer> epochOf(Path file) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    /** Makes a segment and brings its header, and its name, to the disk. */
    static Segment create(Path file, FrameFormat.Header header) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer bytes = FrameFormat.write(header);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return new Segment(file, header, channel, FrameFormat.HEADER_BYTES);
    }

    /** Opens a segment of an earlier run; nothing, where not even its header got to the disk. */
    static Optional<Segment> open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer bytes = ByteBuffer.allocate(FrameFormat.HEADER_BYTES);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
        FrameFormat.Header header = FrameFormat.readHeader(bytes.flip());
        if (header == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new Segment(file, header, channel, channel.size()));
    }

    Path file() {
        return file;
    }

    int epoch() {
        return header.epoch();
    }

    long node() {
        return header.node();
    }

    long counterBefore() {
        return header.counterBefore();
    }

    long end() {
        return end;
    }

    /**
     * Writes a frame behind the last; a frame that can't be written whole leaves nothing behind.
     *
     * @param beforeReaders runs when the frame is written and before any reader sees it
     */
    void append(long counter, ByteBuffer frame, Runnable beforeReaders) throws IOException {
        long start = end;
        long position = start;
        try {
            while (frame.hasRemaining()) {
                position += channel.write(frame, position);
            }
        } catch (IOException e) {
            channel.truncate(start);
            throw e;
        }
        mark(counter, start);
        beforeReaders.run();
        end = position;
    }

    void mark(long counter, long offset) {
        if (counter % FRAMES_PER_MARK == 0) {
            marks.put(counter, offset);
        }
    }

    /** Where to begin reading to find the first frame behind a counter: at it, or somewhat before. */
    long offsetNear(long counter) {
        Map.Entry<Long, Long> mark = marks.floorEntry(counter);
        return mark == null ? FrameFormat.HEADER_BYTES : mark.getValue();
    }

    int read(ByteBuffer into, long offset) throws IOException {
        return channel.read(into, offset);
    }

    /** Cuts off what lies behind {@code newEnd}. Only before anyone reads or writes it. */
    void cutTo(long newEnd) throws IOException {
        channel.truncate(newEnd);
        channel.force(true);
        end = newEnd;
    }

    /** Brings what was written to the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
