package dev.pulley.server.journal;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.EventCodec;
import dev.pulley.server.event.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The node's own journal: every event is in it before anyone is told that it happened. Frames are appended one after
 * the other under a lock, so that no hole can lie before a frame that was acknowledged; a frame that was appended
 * outlives a kill of the process. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    private static final int BUFFER_BYTES = 8 << 10;

    private final long node;
    private final List<Segment> segments;
    private final Segment active;
    private final RecoveryReport recovery;
    private final ReentrantLock lock = new ReentrantLock();

    private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long counter;
    private volatile Position last;
    private Runnable onAppend = () -> {};
    private boolean isClosed;

    private Journal(long node, List<Segment> segments, long counter, RecoveryReport recovery) {
        this.node = node;
        this.segments = segments;
        this.active = segments.getLast();
        this.counter = counter;
        this.recovery = recovery;
        this.last = new Position(active.epoch(), counter);
    }

    /**
     * Opens the journal in a folder, cuts what a crash left unfinished at its end, and begins a new epoch.
     *
     * @param newNode the node's id, if there is no journal yet
     */
    public static Journal open(Path folder, long newNode) {
        try {
            Files.createDirectories(folder);
            List<Segment> segments = new ArrayList<>();
            int epoch = 0;
            for (Path file : segmentFiles(folder)) {
                epoch = Math.max(epoch, Segment.epochOf(file).orElse(0));
                Segment.open(file).ifPresent(segments::add);
            }
            long counter = 0;
            RecoveryReport recovery = RecoveryReport.NOTHING_CUT;
            if (!segments.isEmpty()) {
                Segment newest = segments.getLast();
                recovery = Recovery.cutTail(newest);
                counter = recovery.lastCounter();
            }
            long node = segments.isEmpty() ? newNode : segments.getFirst().node();
            int nextEpoch = epoch + 1;
            segments.add(Segment.create(
                    Segment.fileIn(folder, nextEpoch), new FrameFormat.Header(node, nextEpoch, counter)));
            return new Journal(node, List.copyOf(segments), counter, recovery);
        } catch (IOException e) {
            throw new JournalException("the journal in " + folder + " can't be opened: " + e.getMessage(), e);
        }
    }

    private static List<Path> segmentFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Segment.epochOf(file).isPresent())
                    .sorted()
                    .toList();
        }
    }

    public long node() {
        return node;
    }

    public int epoch() {
        return active.epoch();
    }

    /** What was found, and cut, when the journal was opened. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /** The position of the newest event. */
    public Position last() {
        return last;
    }

    /** Has {@code listener} run after each append; it must be quick. Set once, before the first append. */
    public void onAppend(Runnable listener) {
        onAppend = listener;
    }

    public Position append(Function<Position, Event> event) {
        return append(event, position -> {});
    }

    /**
     * Appends the event that {@code event} makes for the position that it will have.
     *
     * @param beforeReaders runs when the event is written and before any reader sees it
     * @throws JournalException when it can't be written; then nothing was, and the journal can be used further
     */
    public Position append(Function<Position, Event> event, Consumer<Position> beforeReaders) {
        Position position;
        lock.lock();
        try {
            position = appendLocked(event, beforeReaders);
        } catch (IOException e) {
            throw new JournalException("the journal can't be written: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
        onAppend.run();
        return position;
    }

    private Position appendLocked(Function<Position, Event> event, Consumer<Position> beforeReaders)
            throws IOException {
        Position position = new Position(active.epoch(), counter + 1);
        ByteBuffer frame = frame(position.counter(), event.apply(position));
        active.append(position.counter(), frame, () -> beforeReaders.accept(position));
        counter = position.counter();
        last = position;
        return position;
    }

    private ByteBuffer frame(long frameCounter, Event event) throws IOException {
        int atMost = FrameFormat.FRAME_FIXED_BYTES + EventCodec.sizeAtMost(event);
        if (buffer.capacity() < atMost) {
            buffer = ByteBuffer.allocateDirect(Math.max(atMost, 2 * buffer.capacity()));
        }
        buffer.clear().position(FrameFormat.FRAME_PREFIX_BYTES);
        buffer.put((byte) event.partition()).putLong(frameCounter);
        EventCodec.encode(event, buffer);
        buffer.flip();
        int length = buffer.limit() - FrameFormat.FRAME_PREFIX_BYTES;
        if (length > FrameFormat.FRAME_BYTES_MAX) {
            throw new IOException("an event has at most " + FrameFormat.FRAME_BYTES_MAX + " bytes, not " + length);
        }
        buffer.putInt(0, length);
        buffer.putInt(4, FrameFormat.checksum(buffer.slice(FrameFormat.FRAME_PREFIX_BYTES, length)));
        return buffer;
    }

    /** A reader that begins behind {@code position}. */
    public JournalReader readAfter(Position position) {
        return new JournalReader(segments, position);
    }

    /** Brings all that was appended to the disk. */
    public void force() {
        try {
            active.force();
        } catch (IOException e) {
            throw new JournalException("the journal can't be brought to the disk: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            force();
            for (Segment segment : segments) {
                segment.close();
            }
        } catch (IOException e) {
            throw new JournalException("the journal can't be closed: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
