package dev.pulley.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Writes one segment. Used by one thread at a time, but for {@link #force}. */
final class SegmentWriter {
    private final Segment segment;
    private final FileChannel channel;

    private SegmentWriter(Segment segment, FileChannel channel) {
        this.segment = segment;
        this.channel = channel;
    }

    /**
     * Begins a segment. A file of that name can only be left of an attempt that failed: none of its events was ever
     * acknowledged.
     */
    static SegmentWriter create(Path folder, FrameFormat.Header header) throws IOException {
        Path file = header.name().in(folder);
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            writeAll(channel, FrameFormat.write(header), 0);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new SegmentWriter(
                new Segment(header.name(), file, Optional.of(header), FrameFormat.HEADER_BYTES), channel);
    }

    /** Writes a segment's header anew. */
    static void repair(Path file, FrameFormat.Header header) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            writeAll(channel, FrameFormat.write(header), 0);
            channel.force(true);
        }
    }

    /** Cuts off what lies behind {@code end}. */
    static void cut(Path file, long end) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.force(true);
        }
    }

    /** Brings the names of a folder's files to the disk. */
    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static long writeAll(FileChannel channel, ByteBuffer bytes, long start) throws IOException {
        long position = start;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        return position;
    }

    Segment segment() {
        return segment;
    }

    boolean isEmpty() {
        return segment.end() == FrameFormat.HEADER_BYTES;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * Writes a frame behind the last; a frame that can't be written whole leaves nothing behind.
     *
     * @param isForced whether it is brought to the disk before anyone hears of it
     * @param beforeReaders runs when the frame is written and before any reader sees it
     */
    void append(long counter, ByteBuffer frame, boolean isForced, Runnable beforeReaders) throws IOException {
        long start = segment.end();
        long end;
        try {
            end = writeAll(channel, frame, start);
            if (isForced) {
                channel.force(false);
            }
        } catch (IOException e) {
            takeBack(start, e);
            throw e;
        }
        segment.mark(counter, start);
        beforeReaders.run();
        segment.endsAt(end);
    }

    private void takeBack(long start, IOException cause) {
        try {
            channel.truncate(start);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** No more is written to it: nothing may lie behind its last frame. */
    void seal(long lastCounter, long closesAtMillis) throws IOException {
        segment.closesAt(closesAtMillis);
        segment.seal(lastCounter);
        if (channel.isOpen() && channel.size() > segment.end()) {
            channel.truncate(segment.end());
        }
    }

    /** Brings what was written to the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    void close() throws IOException {
        channel.close();
    }
}
