package dev.pulley.server.copies;

import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.ClosedEvidence;
import dev.pulley.server.ledger.ClosedLedger;
import dev.pulley.server.ledger.Memory;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of one node. Two files for each partition, since definitions change rarely and shares all the time, and one for the
 * closed evidence of each task. A thread of its own notes what changed in the snapshot. Thread-safe.
 */
public final class Copies implements Memory {
    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    private static final long LOOK_MILLIS = 500;
    /** Shares are noted so often at most. */
    private static final long SHARES_MILLIS = 5_000;

    /** Files of many tasks are written seldom: no sooner after the last time than this for each task. */
    private static final long TASKS_MILLIS_EACH = 10;

    /** What is in the files of one partition, or will be. */
    private static final class Noted {
        volatile Snapshot seen = Snapshot.EMPTY;
        volatile Map<String, Position> fences = Map.of();
        boolean hasOtherTasks;
        boolean hasOtherShares;
        long tasksAtMillis;
        long sharesAtMillis;
    }

    private final Path folder;
    private final String node;
    private final InstantSource clock;
    private final ClosedFiles closedFiles;
    private final List<Noted> partitions = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;
    private volatile @Nullable ClosedCopies closed;
    /** By the thread alone. */
    private boolean isFailing;

    private boolean hasWritten;

    private volatile @Nullable String birth;
    private Snapshot remembered = Snapshot.EMPTY;

    private Copies(Path folder, String node, InstantSource clock) {
        this.folder = folder;
        this.closedFiles = new ClosedFiles(folder);
        this.node = node;
        this.clock = clock;
    }

    /**
     * Reads the copies in a folder, or makes the folder.
     *
     * @param node the name by which fences know this node
     */
    public static Copies open(Path folder, String node, InstantSource clock) {
        Copies copies = new Copies(folder, node, clock);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the copies in " + folder + " can't be opened: " + e.getMessage(), e);
        }
        copies.birthFile().read(in -> copies.birth = in.readUTF());
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            copies.partitions.add(new Noted());
            copies.read(partition);
        }
        return copies;
    }

    private CopyFile birthFile() {
        return new CopyFile(folder.resolve("birth"));
    }

    private CopyFile tasksFile(int partition) {
        return new CopyFile(folder.resolve("tasks-" + partition));
    }

    private CopyFile sharesFile(int partition) {
        return new CopyFile(folder.resolve("shares-" + partition));
    }

    private void read(int partition) {
        Map<TaskKey, Task> tasks = new HashMap<>();
        tasksFile(partition).read(in -> {
            for (int left = in.readInt(); left > 0; left--) {
                int id = in.readInt();
                Task task = TaskCodec.decode(in.readNBytes(in.readInt())).withId(id);
                tasks.put(new TaskKey(task.tenant(), id), task);
            }
        });
        Map<String, Position> fences = new HashMap<>();
        Map<TaskKey, double[]> shares = new HashMap<>();
        sharesFile(partition).read(in -> {
            for (int left = in.readInt(); left > 0; left--) {
                fences.put(in.readUTF(), new Position(in.readInt(), in.readLong()));
            }
            for (int left = in.readInt(); left > 0; left--) {
                TaskKey key = new TaskKey(in.readInt(), in.readInt());
                double[] some = new double[in.readInt()];
                for (int i = 0; i < some.length; i++) {
                    some[i] = in.readDouble();
                }
                shares.put(key, some);
            }
        });
        Noted noted = partitions.get(partition);
        noted.fences = Map.copyOf(fences);
        remembered = remembered.with(
                partition,
                tasks.entrySet().stream()
                        .map(task -> new Snapshot.Remembered(
                                task.getValue(), shares.getOrDefault(task.getKey(), new double[0])))
                        .toList(),
                fences);
        noted.seen = remembered;
    }

    /** The picture from which to answer until the evidence can be read. */
    public Snapshot remembered() {
        return remembered;
    }

    @Override
    public Optional<String> birth() {
        return Optional.ofNullable(birth);
    }

    @Override
    public synchronized void belongTo(String store) {
        try {
            birthFile().write(out -> out.writeUTF(store));
        } catch (IOException e) {
            LOG.error("it can't be noted to which store this node belongs; trying again at the next start", e);
        }
        birth = store;
    }

    @Override
    public Position fence(int partition) {
        return partitions.get(partition).fences.getOrDefault(node, Position.START);
    }

    @Override
    public List<Task> tasks(int partition) {
        return partitions.get(partition).seen.tasks(partition).values().stream()
                .map(TaskView::task)
                .toList();
    }

    /** The tasks of a partition of which closed evidence is copied. */
    public List<TaskKey> closedTasks(int partition) {
        try {
            return closedFiles.tasks(partition);
        } catch (IOException e) {
            throw new UncheckedIOException("the copies in " + folder + " can't be read: " + e.getMessage(), e);
        }
    }

    /** What is copied of a task's closed evidence; nothing, where that is damaged. */
    public Optional<ClosedEvidence> closed(TaskKey task) {
        return closedFiles.read(task);
    }

    /** Which of the node's events are not needed any more to restore the evidence. */
    public Covered covered() {
        ClosedCopies running = closed;
        return running == null ? closedFiles.readCovered() : running.covered();
    }

    @Override
    public CompletionStage<Boolean> giveBackClosed(int partition, String store) {
        ClosedCopies running = closed;
        return running == null
                ? CompletableFuture.failedStage(new IllegalStateException("nothing is given back before the start"))
                : running.giveBack(partition, store);
    }

    /** The store lost something, and may stand otherwise than it did when it was copied. */
    public void recopyClosed() {
        ClosedCopies running = closed;
        if (running != null) {
            running.recopy();
        }
    }

    /**
     * Begins to note what changes, and what closes.
     *
     * @param shippedTo up to where this node's journal is applied
     * @param round within which all that closed is copied once
     */
    public void start(Supplier<Snapshot> snapshot, ClosedLedger ledger, Supplier<Position> shippedTo, Duration round) {
        ClosedCopies copying = new ClosedCopies(closedFiles, ledger, this::birth, snapshot, shippedTo, clock);
        copying.start(round);
        closed = copying;
        thread = Thread.ofPlatform().name("pulley-copies").daemon().start(() -> run(snapshot));
    }

    private void run(Supplier<Snapshot> snapshot) {
        try {
            boolean isLast;
            do {
                isLast = stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                Snapshot now = snapshot.get();
                boolean isWhole = true;
                for (int partition = 0; partition < Partition.COUNT; partition++) {
                    isWhole &= note(partition, now, isLast);
                }
                // Where there was nothing to write nothing is known.
                isFailing = !isWhole || (isFailing && !hasWritten);
                hasWritten = false;
            } while (!isLast);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether all is noted that had to be. */
    private boolean note(int partition, Snapshot now, boolean isLast) {
        Noted noted = partitions.get(partition);
        if (!now.hasSame(partition, noted.seen)) {
            noted.hasOtherTasks |= !now.definesSame(partition, noted.seen);
            noted.hasOtherShares = true;
        }
        // Also where this partition is the same: an old picture would keep the others.
        noted.seen = now;
        Map<TaskKey, TaskView> views = now.tasks(partition);
        long millis = clock.millis();
        try {
            if (noted.hasOtherTasks && (isLast || millis - noted.tasksAtMillis >= TASKS_MILLIS_EACH * views.size())) {
                noted.tasksAtMillis = millis;
                writeTasks(partition, views.values());
                noted.hasOtherTasks = false;
                hasWritten = true;
            }
            if (noted.hasOtherShares && (isLast || millis - noted.sharesAtMillis >= SHARES_MILLIS)) {
                noted.sharesAtMillis = millis;
                noted.fences = now.fences(partition);
                writeShares(partition, views, noted.fences);
                noted.hasOtherShares = false;
                hasWritten = true;
            }
            return true;
        } catch (IOException e) {
            if (!isFailing) {
                LOG.error("partition {} can't be copied to the data folder; trying again", partition, e);
            }
            isFailing = true;
            return false;
        }
    }

    private void writeTasks(int partition, Collection<TaskView> views) throws IOException {
        tasksFile(partition).write(out -> {
            out.writeInt(views.size());
            for (TaskView view : views) {
                byte[] definition = TaskCodec.encode(view.task());
                out.writeInt(view.task().id());
                out.writeInt(definition.length);
                out.write(definition);
            }
        });
    }

    private void writeShares(int partition, Map<TaskKey, TaskView> views, Map<String, Position> fences)
            throws IOException {
        sharesFile(partition).write(out -> {
            out.writeInt(fences.size());
            for (Map.Entry<String, Position> fence : fences.entrySet()) {
                out.writeUTF(fence.getKey());
                out.writeInt(fence.getValue().epoch());
                out.writeLong(fence.getValue().counter());
            }
            out.writeInt(views.size());
            for (Map.Entry<TaskKey, TaskView> view : views.entrySet()) {
                out.writeInt(view.getKey().tenant());
                out.writeInt(view.getKey().task());
                double[] shares = view.getValue().allocation().shares();
                out.writeInt(shares.length);
                for (double share : shares) {
                    out.writeDouble(share);
                }
            }
        });
    }

    /** Notes the last state, and ends. */
    public void stop(Duration patience) {
        stopped.countDown();
        ClosedCopies copying = closed;
        if (copying != null) {
            copying.stop(patience);
        }
        Thread running = thread;
        try {
            if (running != null && !running.join(patience)) {
                LOG.warn("the last copies could not be written in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
