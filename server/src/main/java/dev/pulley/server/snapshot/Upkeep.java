package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.Ledger;
import dev.pulley.server.ledger.Memory;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.ledger.StateTime;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.Partition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has old buckets rolled up into wider ones, so that what is kept of a task does not grow with its age. A wide bucket may be had
 * when all of it is over for so long that nothing can come to it: its decisions are closed, and what stood on them is gone. Of
 * those that a bucket may go into it goes into the widest, and where it would be alone there it waits for a wider one, so that
 * each decision is moved seldom. Every node does this; what another has done is found done. On a thread of its own.
 */
public final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private static final long LOOK_MILLIS = 10_000;
    private static final long ANSWER_MILLIS_MAX = 5_000;
    private static final int NARROW_PER_CALL_MAX = 64;
    /** When so many tasks in a row can't be seen to, then not because of what is in them. */
    private static final int FAILURES_MAX = 3;

    private final Ledger ledger;
    private final Memory memory;
    private final Supplier<Snapshot> snapshot;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    public Upkeep(Ledger ledger, Memory memory, Supplier<Snapshot> snapshot, InstantSource clock) {
        this.ledger = ledger;
        this.memory = memory;
        this.snapshot = snapshot;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("pulley-upkeep").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round through all tasks; ends early where the ledger does not answer. */
    private void look() throws InterruptedException {
        String birth = memory.birth().orElse("");
        Snapshot now = snapshot.get();
        int failures = 0;
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            for (TaskView view : now.tasks(partition).values()) {
                failures = rollUp(birth, view) ? 0 : failures + 1;
                if (failures == FAILURES_MAX) {
                    return;
                }
            }
        }
    }

    /** Whether that went well; a task that it does not holds up no other. */
    private boolean rollUp(String birth, TaskView view) throws InterruptedException {
        TaskKey key = new TaskKey(view.task().tenant(), view.task().id());
        try {
            for (Map.Entry<BucketKey, List<BucketKey>> old :
                    old(key, view, clock.millis()).entrySet()) {
                Long ignored = ledger.rollUp(birth, old.getKey(), old.getValue())
                        .toCompletableFuture()
                        .get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.debug("old buckets of {} can't be rolled up now", view.task(), e);
            return false;
        }
    }

    /** The old buckets of a task by the wide ones that they go into, no more of each than fit into one call. */
    static Map<BucketKey, List<BucketKey>> old(TaskKey key, TaskView view, long nowMillis) {
        long overBeforeMillis =
                nowMillis - StateTime.quietMillis(view.task().closesAfter().toMillis());
        SortedMap<Bucket, BucketEvidence> buckets = view.evidence().buckets();
        Map<BucketKey, List<BucketKey>> old = new TreeMap<>(BucketKey.ORDER);
        for (Bucket bucket : buckets.keySet()) {
            widestOver(bucket, overBeforeMillis).ifPresent(wide -> {
                List<BucketKey> narrow = old.computeIfAbsent(key(key, wide), any -> new ArrayList<>());
                if (narrow.size() < NARROW_PER_CALL_MAX) {
                    narrow.add(key(key, bucket));
                }
            });
        }
        old.entrySet()
                .removeIf(group -> group.getValue().size() == 1
                        && !buckets.containsKey(group.getKey().bucket()));
        return old;
    }

    /** The widest bucket that holds this one, is wider, and ended before that time. */
    private static Optional<Bucket> widestOver(Bucket bucket, long overBeforeMillis) {
        Optional<Bucket> widest = Optional.empty();
        int code = BucketWidth.codeOf(bucket.widthMillis());
        while (BucketWidth.coarser(code) != code) {
            code = BucketWidth.coarser(code);
            long width = BucketWidth.millis(code);
            Bucket wide = new Bucket(Math.floorDiv(bucket.startMillis(), width) * width, width);
            if (wide.endMillis() >= overBeforeMillis) {
                break;
            }
            widest = Optional.of(wide);
        }
        return widest;
    }

    private static BucketKey key(TaskKey task, Bucket bucket) {
        return new BucketKey(
                task.tenant(),
                task.task(),
                BucketWidth.codeOf(bucket.widthMillis()),
                Math.floorDiv(bucket.startMillis(), bucket.widthMillis()));
    }

    public void stop(Duration patience) {
        stopped.countDown();
        try {
            if (!thread.join(patience)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
