package dev.pulley.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one segment: a frame is copied where {@link Room} was made for it, and written where there is none. Used by one thread
 * at a time, but for {@link #force} and {@link #makeRoom}.
 */
final class SegmentWriter {
    /** So much room is made at once, and more as soon as less than half of it is left. */
    static final long ROOM_BYTES = 4 << 20;

    private final Segment segment;
    private final FileChannel channel;
    /** Who makes the file longer holds this: frames that are written, and room. */
    private final Object growing = new Object();

    private volatile @Nullable Room room;
    /** Whether no more room is made. Under {@link #growing}. */
    private boolean isOver;

    private boolean isLost;
    /** How long the frame is that was appended last. */
    private int appended;

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
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
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

    /** Whether the file is no more what it was, so that nothing is to be added to it. */
    boolean isLost() {
        return isLost;
    }

    /**
     * Puts a frame behind the last, where no reader sees it yet; a frame that can't be there whole leaves nothing behind.
     *
     * @param isForced whether it is brought to the disk before anyone hears of it
     */
    void append(ByteBuffer frame, boolean isForced) throws IOException {
        long start = segment.end();
        int bytes = frame.remaining();
        try {
            put(frame, start);
            if (isForced) {
                channel.force(false);
            }
            appended = bytes;
        } catch (IOException e) {
            takeBack(start, e);
            throw e;
        }
    }

    /** Lets readers see the frame that was appended. */
    void show(long counter) {
        long start = segment.end();
        segment.mark(counter, start);
        segment.endsAt(start + appended);
    }

    private void put(ByteBuffer frame, long start) throws IOException {
        Room ready = room;
        if (ready != null && ready.holds(start, frame.remaining())) {
            copy(frame, ready, start);
            return;
        }
        synchronized (growing) {
            writeAll(channel, frame, start);
        }
    }

    private void copy(ByteBuffer frame, Room ready, long start) throws IOException {
        try {
            ready.put(frame, start);
        } catch (IOException e) {
            isLost = true;
            throw e;
        }
    }

    private void takeBack(long start, IOException cause) {
        synchronized (growing) {
            room = null;
            try {
                channel.truncate(start);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /**
     * Whether there is little room left, or none, and may be more.
     *
     * @param segmentBytes how long the segment may get
     */
    boolean wantsRoom(long segmentBytes) {
        Room ready = room;
        return ready == null || (ready.end() < segmentBytes && ready.end() - segment.end() < ROOM_BYTES / 2);
    }

    /**
     * Makes room for frames, by whoever has the time.
     *
     * @return whether there is any now
     */
    boolean makeRoom(long segmentBytes) throws IOException {
        synchronized (growing) {
            // In this order: whatever is appended meanwhile lies behind the one, and before the other.
            long start = segment.end();
            long length = channel.size();
            long end = Math.min(start + ROOM_BYTES, segmentBytes);
            if (!isOver && end > length) {
                if (!Room.isAffordable(segment.file())) {
                    return false;
                }
                room = Room.make(channel, start, length, end);
            }
            return room != null;
        }
    }

    /** Another is begun, perhaps in the same file: frames go on to be written here until it is there. */
    void endRoom() {
        synchronized (growing) {
            room = null;
            isOver = true;
        }
    }

    /** No more is written to it: nothing may lie behind its last frame. */
    void seal(long lastCounter, long closesAtMillis) throws IOException {
        segment.closesAt(closesAtMillis);
        segment.seal(lastCounter);
        cutRoom();
    }

    /** Ends the file where its last frame does. */
    void cutRoom() throws IOException {
        endRoom();
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
