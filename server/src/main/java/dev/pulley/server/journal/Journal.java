package dev.pulley.server.journal;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's own journal: every event is in it before anyone is told that it happened. Frames are appended one after
 * the other under a lock, so that no hole can lie before a frame that was acknowledged; a frame that was appended
 * outlives a kill of the process. When a segment is full the next is begun. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private static final int UNAWAITED_PER_CALL = 1_000;
    private static final int TRIAL_BYTES = 1 << 16;

    private final Path folder;
    private final long node;
    private final int epoch;
    private final JournalSettings settings;
    private final boolean mayHaveRoom;
    private final RecoveryReport recovery;
    private final PartitionEnds ends;
    private final UnwrittenDecisions unwritten = new UnwrittenDecisions();
    private final InstantSource clock = InstantSource.system();
    private final ReentrantLock lock = new ReentrantLock();
    private final FrameWriter frames = new FrameWriter();

    /** All there are, in order; a change puts a new list here, under the lock. */
    private volatile List<Segment> segments;

    private volatile Position last;
    private Runnable onAppend = () -> {};
    private Runnable onRoomWanted = () -> {};

    /** Since when some appends could not be written; 0 while all can. */
    private volatile long unwritableSinceMillis;

    // All below under the lock.
    private SegmentWriter writer;
    private final List<SegmentWriter> finished = new ArrayList<>();
    private long counter;
    private long closesAtMillis;
    /** Whether the writer can't be used any more. */
    private boolean mustRotate;
    /** Whether somebody was asked to make room and has not done so yet. */
    private boolean isRoomWanted;
    /** Whether the folder has a name that is not on the disk yet. */
    private boolean isFolderChanged;

    private boolean isClosed;

    private Journal(
            Path folder,
            List<Segment> earlier,
            SegmentWriter writer,
            JournalSettings settings,
            boolean mayHaveRoom,
            Opened opened) {
        this.folder = folder;
        this.node = writer.segment().name().node();
        this.epoch = writer.segment().name().epoch();
        this.settings = settings;
        this.mayHaveRoom = mayHaveRoom;
        this.recovery = opened.recovery();
        this.writer = writer;
        this.counter = opened.recovery().lastCounter();
        this.closesAtMillis = opened.closesAtMillis();
        this.ends = opened.ends();
        this.last = new Position(epoch, counter);
        List<Segment> all = new ArrayList<>(earlier);
        all.add(writer.segment());
        this.segments = List.copyOf(all);
    }

    private record Opened(RecoveryReport recovery, long closesAtMillis, PartitionEnds ends) {}

    public static Journal open(Path folder, long newNode) {
        return open(folder, newNode, JournalSettings.STANDARD);
    }

    /**
     * Opens the journal in a folder, cuts what a crash left unfinished at its end, and begins a new epoch.
     *
     * @param newNode the node's id, if there is no journal yet
     */
    public static Journal open(Path folder, long newNode, JournalSettings settings) {
        try {
            Files.createDirectories(folder);
            List<Segment> earlier = Segment.allIn(folder);
            long node = Recovery.nodeOf(folder, earlier).orElse(newNode);
            int epoch = 1;
            Opened opened = new Opened(RecoveryReport.ofNothing(), 0, new PartitionEnds());
            if (!earlier.isEmpty()) {
                Recovery.Recovered recovered = Recovery.recover(earlier);
                opened = new Opened(recovered.report(), earlier.getLast().closesAtMillis(), recovered.ends());
                epoch = earlier.getLast().name().epoch() + 1;
                recovered.report().toText().ifPresent(text -> LOG.warn("opening the journal: {}", text));
            }
            SegmentName name = new SegmentName(epoch, opened.recovery().lastCounter(), node);
            SegmentWriter writer =
                    SegmentWriter.create(folder, new FrameFormat.Header(name, opened.closesAtMillis(), opened.ends()));
            // The epoch is on the disk before anyone is answered.
            writer.force();
            SegmentWriter.forceFolder(folder);
            return new Journal(folder, earlier, writer, settings, Room.isFor(folder), opened);
        } catch (IOException e) {
            throw new JournalException("the journal in " + folder + " can't be opened: " + e.getMessage(), e);
        }
    }

    public long node() {
        return node;
    }

    public int epoch() {
        return epoch;
    }

    public JournalSettings settings() {
        return settings;
    }

    /** What was found, and cut, when the journal was opened. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /** The position of the newest event. */
    public Position last() {
        return last;
    }

    /** Before the first event that is still there. */
    public Position begin() {
        SegmentName first = segments.getFirst().name();
        return new Position(first.epoch(), first.counterBefore());
    }

    /**
     * Where the events of a partition end: at its last one, or before all where it has none. An event that a reader can see
     * is known here, and one that is not behind {@link #last} as it was before.
     */
    public Position end(int partition) {
        return ends.of(partition);
    }

    /** How many bytes there are of it. */
    public long bytes() {
        return segments.stream().mapToLong(Segment::end).sum();
    }

    /** Since when it can't be written, or only what is small enough for the rest of its room; 0 while all can. */
    public long unwritableSinceMillis() {
        return unwritableSinceMillis;
    }

    /** Decisions that were answered while it could not be written. */
    public UnwrittenDecisions unwritten() {
        return unwritten;
    }

    /** Has {@code listener} run after appends, as each of them says; it must be quick. Set once, before the first append. */
    public void onAppend(Runnable listener) {
        onAppend = listener;
    }

    /** Appends the event that {@code event} makes for the position that it will have, and tells the listener. */
    public Position append(Function<Position, Event> event) {
        Position position = append(event, at -> {});
        onAppend.run();
        return position;
    }

    /**
     * The same, without telling the listener: whoever waits for the event does that, perhaps once for many.
     *
     * @param beforeReaders runs when the event is written and before any reader sees it
     * @throws JournalException when it can't be written; then nothing was, and the journal can be used further
     */
    public Position append(Function<Position, Event> event, Consumer<Position> beforeReaders) {
        return write(event, beforeReaders);
    }

    /**
     * Appends an event that nobody waits for: the listener, which looks by itself now and then, is told of one in many. To
     * wake it for each would cost more than the append.
     */
    public Position appendUnawaited(Function<Position, Event> event) {
        Position position = write(event, at -> {});
        if (position.counter() % UNAWAITED_PER_CALL == 0) {
            onAppend.run();
        }
        return position;
    }

    private Position write(Function<Position, Event> event, Consumer<Position> beforeReaders) {
        Position position;
        lock.lock();
        try {
            position = appendLocked(event, beforeReaders);
        } catch (IOException e) {
            failed(e);
            throw new JournalException("the journal can't be written: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
        return position;
    }

    private Position appendLocked(Function<Position, Event> event, Consumer<Position> beforeReaders)
            throws IOException {
        Position position = new Position(epoch, counter + 1);
        Event made = event.apply(position);
        ByteBuffer frame = frames.write(position.counter(), made);
        boolean isFull = !writer.isEmpty() && writer.segment().end() + frame.remaining() > settings.segmentBytes();
        if (isClosed) {
            throw new IOException("it is closed");
        }
        if (mustRotate || isFull) {
            rotate();
        }
        boolean isForced = settings.fsync() == Fsync.ALWAYS;
        writer.append(frame, isForced);
        ends.reach(made.partition(), position);
        beforeReaders.accept(position);
        writer.show(position.counter());
        counter = position.counter();
        closesAtMillis = Math.max(closesAtMillis, made.closesAtMillis());
        last = position;
        askForRoom();
        return position;
    }

    /** Whoever looks after the journal makes room; until then frames are written. */
    private void askForRoom() {
        if (mayHaveRoom && !isRoomWanted && writer.wantsRoom(settings.segmentBytes())) {
            isRoomWanted = true;
            onRoomWanted.run();
        }
    }

    /** Has {@code listener} run when {@link #makeRoom} would have something to do; it must be quick. Set once, before the first append. */
    void onRoomWanted(Runnable listener) {
        onRoomWanted = listener;
    }

    /** Makes room for what will be appended, if there is little left. */
    void makeRoom() {
        SegmentWriter active;
        lock.lock();
        try {
            if (!isRoomWanted || isClosed) {
                return;
            }
            active = writer;
        } finally {
            lock.unlock();
        }
        boolean isMade = false;
        try {
            isMade = active.makeRoom(settings.segmentBytes());
        } catch (IOException e) {
            // A frame that is written needs less of it; where that fails too, it is told. The next try is the keeper's
            // next look.
            LOG.debug("no room can be made in {}", active.segment().file(), e);
        }
        lock.lock();
        try {
            if (writer.equals(active)) {
                isRoomWanted = !isMade;
            }
        } finally {
            lock.unlock();
        }
    }

    private void rotate() throws IOException {
        Files.createDirectories(folder);
        SegmentName name = new SegmentName(epoch, counter, node);
        writer.endRoom();
        SegmentWriter fresh = SegmentWriter.create(folder, new FrameFormat.Header(name, closesAtMillis, ends));
        List<Segment> all = new ArrayList<>(segments);
        try {
            isFolderChanged = true;
            if (settings.fsync() == Fsync.ALWAYS) {
                forceFolder();
            }
            if (writer.isEmpty()) {
                // It has no event, and so the same name.
                all.removeLast();
            } else {
                writer.seal(counter, closesAtMillis);
            }
        } catch (IOException e) {
            // Another attempt begins the same file anew.
            fresh.close();
            throw e;
        }
        finished.add(writer);
        all.add(fresh.segment());
        writer = fresh;
        isRoomWanted = false;
        mustRotate = false;
        segments = List.copyOf(all);
    }

    private void failed(IOException cause) {
        // An interrupted thread closes the file that it writes.
        mustRotate |= !writer.isOpen() || writer.isLost();
        if (unwritableSinceMillis == 0 && !isClosed) {
            unwritableSinceMillis = clock.millis();
            LOG.warn(
                    "the journal can't be written ({}); decisions are answered and counted in memory, rewards and changes"
                            + " are refused until it can",
                    cause.toString());
        }
    }

    /** A reader that begins behind {@code position}. */
    public JournalReader readAfter(Position position) {
        return new JournalReader(() -> segments, position, this::tell);
    }

    private void tell(Damage damage) {
        for (Segment segment : segments) {
            if (segment.file().equals(damage.file()) && segment.isNews(damage)) {
                LOG.warn("damage in the journal is passed over: {}", damage.toText());
            }
        }
    }

    /**
     * Brings all that was appended to the disk, unless that is left to the system, and lets go of segments that are
     * full.
     */
    public void force() {
        List<SegmentWriter> full;
        SegmentWriter active;
        lock.lock();
        try {
            full = List.copyOf(finished);
            active = writer;
        } finally {
            lock.unlock();
        }
        try {
            for (SegmentWriter each : full) {
                forceIfWanted(each);
                each.close();
                forget(each);
            }
            forceIfWanted(active);
            if (settings.fsync() != Fsync.NEVER) {
                forceFolderIfChanged();
            }
        } catch (IOException e) {
            throw new JournalException("the journal can't be brought to the disk: " + e.getMessage(), e);
        }
    }

    private void forget(SegmentWriter forced) {
        lock.lock();
        try {
            finished.remove(forced);
        } finally {
            lock.unlock();
        }
    }

    private void forceIfWanted(SegmentWriter each) throws IOException {
        if (settings.fsync() != Fsync.NEVER && each.isOpen()) {
            each.force();
        }
    }

    private void forceFolderIfChanged() throws IOException {
        lock.lock();
        try {
            forceFolder();
        } finally {
            lock.unlock();
        }
    }

    private void forceFolder() throws IOException {
        if (isFolderChanged) {
            SegmentWriter.forceFolder(folder);
            isFolderChanged = false;
        }
    }

    /**
     * Looks after what nobody asks for: a file that somebody removed, for which another is begun; decisions that wait in
     * memory; and whether it can be written again.
     */
    void tend(long nowMillis) {
        lock.lock();
        try {
            if (!isClosed && !mustRotate && !Files.exists(writer.segment().file())) {
                LOG.error(
                        "the journal's file {} was removed; another is begun",
                        writer.segment().file());
                mustRotate = true;
            }
        } finally {
            lock.unlock();
        }
        makeRoom();
        try {
            unwritten.writeTo(this, nowMillis);
        } catch (JournalException e) {
            // Told when it began; tried again the next time.
        }
        if (unwritableSinceMillis != 0 && unwritten.isEmpty() && isRoomForATrial()) {
            unwritableSinceMillis = 0;
            LOG.info("the journal can be written again; {} decisions so far are only counted", unwritten.total());
        }
    }

    /** Whether more than nearly all frames take can be written beside the segments. */
    private boolean isRoomForATrial() {
        Path trial = folder.resolve("trial");
        try {
            Files.write(trial, new byte[TRIAL_BYTES]);
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            try {
                Files.deleteIfExists(trial);
            } catch (IOException e) {
                LOG.debug("{} can't be deleted", trial, e);
            }
        }
    }

    /**
     * Deletes the oldest segments, as far as the limits want that and it does no harm.
     *
     * @param safe which events are applied, and what they gave is closed and copied
     */
    Retention.Outcome retain(Retention.Safe safe, long nowMillis) {
        try {
            Pruning pruning = Pruning.of(segments, settings.retention(), safe, nowMillis);
            long bytes = 0;
            for (Segment old : pruning.toDelete()) {
                withdraw(old);
                boolean wasThere = Files.deleteIfExists(old.file());
                bytes += wasThere ? old.end() : 0;
            }
            return new Retention.Outcome(pruning.toDelete().size(), bytes, pruning.heldBack());
        } catch (IOException e) {
            throw new JournalException("an old segment of the journal can't be deleted: " + e.getMessage(), e);
        }
    }

    private void withdraw(Segment old) {
        lock.lock();
        try {
            segments = segments.stream().filter(segment -> segment != old).toList();
        } finally {
            lock.unlock();
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
            writer.cutRoom();
            force();
            writer.close();
        } catch (IOException e) {
            throw new JournalException("the journal can't be closed: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
