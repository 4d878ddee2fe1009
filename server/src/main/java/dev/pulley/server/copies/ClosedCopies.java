package dev.pulley.server.copies;

import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.ClosedEvidence;
import dev.pulley.server.ledger.ClosedLedger;
import dev.pulley.server.ledger.ClosedLedger.Buckets;
import dev.pulley.server.ledger.Extent;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.ledger.StateTime;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies closed evidence to this node's disk, one partition after the other, and gives it back. What was copied is not needed
 * in any journal any more: once all partitions were looked at, {@link #covered} says up to where. On a thread of its own.
 */
final class ClosedCopies {
    private static final Logger LOG = LoggerFactory.getLogger(ClosedCopies.class);

    private static final long ANSWER_MILLIS_MAX = 5_000;
    /** What no task of now can have decided at this node's time is not said to be closed, however far clocks differ. */
    private static final long OPEN_MILLIS_MIN = StateTime.quietMillis(0);

    /**
     * What is in a task's file.
     *
     * @param count of the partition's changes, that it was copied at; 0 where that is not known
     */
    private record Noted(Extent extent, long count) {}

    private final ClosedFiles files;
    private final ClosedLedger ledger;
    private final Supplier<Optional<String>> birth;
    private final Supplier<Snapshot> snapshot;
    private final Supplier<Position> shippedTo;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pulley-closed").daemon().factory());

    private volatile Covered covered;

    // By the thread alone.
    private final Map<TaskKey, Noted> noted = new HashMap<>();
    private int next;
    private Position shippedBefore = Position.START;
    private long closedBeforeMillis;
    /** Whether all of this round's partitions were copied so far. */
    private boolean isWhole;

    private boolean isFailing;

    /**
     * @param birth of the store that this node belongs to
     * @param shippedTo up to where this node's journal is applied
     */
    ClosedCopies(
            ClosedFiles files,
            ClosedLedger ledger,
            Supplier<Optional<String>> birth,
            Supplier<Snapshot> snapshot,
            Supplier<Position> shippedTo,
            InstantSource clock) {
        this.files = files;
        this.ledger = ledger;
        this.birth = birth;
        this.snapshot = snapshot;
        this.shippedTo = shippedTo;
        this.clock = clock;
        this.covered = files.readCovered();
    }

    /** Begins to copy; all partitions once within {@code round}. */
    void start(Duration round) {
        long stepMicros = round.toNanos() / 1_000 / Partition.COUNT;
        Object ignored = thread.scheduleWithFixedDelay(this::step, stepMicros, stepMicros, TimeUnit.MICROSECONDS);
    }

    Covered covered() {
        return covered;
    }

    /** The ledger lost something: what was copied may not be what stands there, whatever the counts of changes say. */
    void recopy() {
        thread.execute(noted::clear);
    }

    private void step() {
        int partition = next;
        next = (next + 1) % Partition.COUNT;
        try {
            if (partition == 0) {
                isWhole = true;
                shippedBefore = shippedTo.get();
                closedBeforeMillis = clock.millis() - OPEN_MILLIS_MIN;
            }
            closedBeforeMillis = Math.min(closedBeforeMillis, copy(partition));
            // Of a round of which a part is missing nothing can be said.
            if (next == 0 && isWhole) {
                Covered now = new Covered(shippedBefore, closedBeforeMillis);
                files.writeCovered(now);
                covered = now;
                isFailing = false;
            }
        } catch (ExecutionException | TimeoutException | IOException | RuntimeException e) {
            isWhole = false;
            if (!isFailing) {
                LOG.warn(
                        "closed evidence of partition {} can't be copied to the data folder; trying again",
                        partition,
                        e);
            }
            isFailing = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Copies what closed in a partition; by when what closed is copied, whichever of its tasks it is of. */
    private long copy(int partition) throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Optional<String> store = birth.get();
        if (store.isEmpty()) {
            return Long.MIN_VALUE;
        }
        Buckets standing = get(ledger.buckets(partition));
        Map<TaskKey, Task> tasks = snapshot.get().tasks(partition).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, view -> view.getValue().task()));
        long copiedBefore = tasks.keySet().containsAll(standing.byTask().keySet()) ? Long.MAX_VALUE : Long.MIN_VALUE;
        for (Task task : tasks.values()) {
            copiedBefore = Math.min(copiedBefore, copy(store.get(), task, standing));
        }
        return copiedBefore;
    }

    private long copy(String store, Task task, Buckets standing)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        TaskKey key = new TaskKey(task.tenant(), task.id());
        Map<BucketKey, Long> buckets = standing.of(key);
        long beforeMillis = closedBefore(task, buckets.keySet(), clock.millis());
        Set<BucketKey> closed = buckets.keySet().stream()
                .filter(bucket -> bucket.bucket().endMillis() <= beforeMillis)
                .collect(Collectors.toUnmodifiableSet());
        Noted known = noted.computeIfAbsent(key, this::noted);
        long knownBefore = known.extent().beforeMillis();
        if (knownBefore > beforeMillis) {
            // The window grew: what was closed before stays so.
            return knownBefore;
        }
        boolean isSame = closed.stream()
                .allMatch(bucket -> bucket.bucket().endMillis() <= knownBefore
                        && buckets.getOrDefault(bucket, Long.MAX_VALUE) <= known.count());
        if (isSame) {
            return beforeMillis;
        }
        Optional<ClosedEvidence> copy = get(ledger.copy(store, key, beforeMillis, closed, standing.count()));
        if (copy.isEmpty()) {
            return knownBefore;
        }
        files.write(copy.get());
        noted.put(key, new Noted(copy.get().extent(), standing.count()));
        return beforeMillis;
    }

    private Noted noted(TaskKey task) {
        return new Noted(files.read(task).map(ClosedEvidence::extent).orElse(Extent.NOTHING), 0);
    }

    /**
     * By when those of a task's buckets end that are closed. No bucket lies on both sides of it: where one would, it is the
     * beginning of that one.
     */
    static long closedBefore(Task task, Set<BucketKey> buckets, long nowMillis) {
        long width = BucketWidth.millis(
                BucketWidth.codeFor(task.definition().outcome().window()));
        long quietBefore = nowMillis - StateTime.quietMillis(task.closesAfter().toMillis());
        long before = Math.floorDiv(quietBefore, width) * width;
        List<BucketKey> lastFirst = buckets.stream()
                .sorted(Comparator.comparingLong(
                                (BucketKey bucket) -> bucket.bucket().endMillis())
                        .reversed())
                .toList();
        for (BucketKey bucket : lastFirst) {
            if (bucket.bucket().endMillis() > before) {
                before = Math.min(before, bucket.bucket().startMillis());
            }
        }
        return before;
    }

    /** Gives a partition all that is copied of it; whether it is of that birth, and so has it now. */
    CompletionStage<Boolean> giveBack(int partition, String store) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return giveBackNow(partition, store);
                    } catch (IOException | ExecutionException | TimeoutException e) {
                        throw new CompletionException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new CompletionException(e);
                    }
                },
                thread);
    }

    private boolean giveBackNow(int partition, String store)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        boolean isOurs = true;
        for (TaskKey task : files.tasks(partition)) {
            // Its changes are counted anew.
            noted.remove(task);
            Optional<ClosedEvidence> copy = files.read(task);
            isOurs &= copy.isEmpty() || get(ledger.giveBack(store, copy.get()));
        }
        return isOurs;
    }

    private static <T> T get(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }

    void stop(Duration patience) {
        // An interrupt would close a file under whoever writes it.
        thread.shutdown();
        try {
            if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the copying of closed evidence does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
