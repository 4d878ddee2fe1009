package dev.pulley.server.snapshot;

import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.Partition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the snapshot true: looks what changed in the evidence, makes those tasks' views anew and publishes the picture,
 * on a thread of its own. It looks soon when this node has applied something, and regularly for what others have; where looks
 * take long it rests longer between them.
 */
public final class Refresher {
    private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

    /** The longest time between two looks without a reason, and the shortest where nobody waits. */
    private static final long LOOK_MILLIS_MAX = 50;

    private static final long LOOK_MILLIS_MIN = 20;
    /** Looks rest for so many times what the last one took, so that a busy machine has something left for others. */
    private static final int REST_PER_LOOK = 3;

    public static final long REST_MILLIS_MAX = 200;
    /** Views of which only decisions were counted are made until a look has taken so long, and for this part of all time. */
    private static final long COUNTED_UNTIL_NANOS = 50_000_000;

    private static final int COUNTED_PART = 10;
    private static final long READ_MILLIS_MAX = 3_000;
    private static final long HOLD_MILLIS_MAX = 60_000;
    private static final long REQUEST_WAITS_MILLIS_MAX = 1_000;

    private final EvidenceSource source;
    private final InstantSource clock;
    private final Thread thread;
    private final List<Material> materials = new ArrayList<>();
    /** Holds something while there is a reason to look. */
    private final BlockingQueue<Boolean> reasons = new ArrayBlockingQueue<>(1);

    private final Queue<CompletableFuture<Snapshot>> waiting = new ConcurrentLinkedQueue<>();
    /** Who can do without the last counts, and waits among many others perhaps. */
    private final Queue<CompletableFuture<Snapshot>> requests = new ConcurrentLinkedQueue<>();

    private volatile Consumer<TaskView> onBreach = view -> {};
    private final AtomicBoolean mustReread = new AtomicBoolean();
    private String incarnation = "";
    private long tookMillis;
    private long lookedAtNanos = System.nanoTime();
    /** With which partition what can wait begins, so that none is always the last. */
    private int first;

    private volatile Snapshot current;
    private volatile boolean isStopping;
    private volatile boolean isFailing;

    /** @param remembered the picture until the evidence can be read */
    public Refresher(EvidenceSource source, Snapshot remembered, InstantSource clock) {
        this.source = source;
        this.current = remembered;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("pulley-refresher").daemon().unstarted(this::run);
        for (int i = 0; i < Partition.COUNT; i++) {
            materials.add(new Material(0));
        }
    }

    /** Has {@code listener} told of every view in which a guardrail wants a variant out, those of now included. */
    public void onBreach(Consumer<TaskView> listener) {
        onBreach = listener;
        Snapshot now = current;
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            now.tasks(partition).values().stream()
                    .filter(view -> !view.breaches().isEmpty())
                    .forEach(listener);
        }
    }

    public void start() {
        thread.start();
    }

    public Snapshot current() {
        return current;
    }

    /** Looks soon. */
    public void wake() {
        // Where there is a reason already, this one is seen to with it.
        boolean ignored = reasons.offer(true);
    }

    /** Looks soon, and reads everything anew, since the evidence is known to have lost something. */
    public void reread() {
        mustReread.set(true);
        wake();
    }

    /**
     * The snapshot after a look that begins after this call; whoever calls sees all that was applied before. When the
     * evidence can't be read, it is the one that there is.
     */
    public CompletionStage<Snapshot> afterLook() {
        return after(waiting);
    }

    private CompletableFuture<Snapshot> after(Queue<CompletableFuture<Snapshot>> others) {
        CompletableFuture<Snapshot> after = new CompletableFuture<>();
        others.add(after);
        wake();
        return after;
    }

    /**
     * The same for a request that does not know a task or a change yet: it sees all definitions of before, but perhaps not the last
     * counts, and is not kept waiting for long. The snapshot is the one that there is by then.
     */
    public CompletionStage<Snapshot> afterLookInTime() {
        return after(requests)
                .orTimeout(REQUEST_WAITS_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .exceptionally(tooLong -> current);
    }

    public void stop(Duration patience) {
        isStopping = true;
        wake();
        try {
            if (!thread.join(patience)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isStopping) {
                awaitReason();
                List<CompletableFuture<Snapshot>> toTell = takeAll(waiting);
                boolean isAwaited = !toTell.isEmpty();
                toTell.addAll(takeAll(requests));
                long beganNanos = System.nanoTime();
                tryToLook(isAwaited, beganNanos);
                lookedAtNanos = beganNanos;
                tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
                toTell.forEach(after -> after.complete(current));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its time. */
    private void awaitReason() throws InterruptedException {
        long rest = Math.min(REST_PER_LOOK * tookMillis, REST_MILLIS_MAX);
        Thread.sleep(rest);
        Boolean reason = reasons.poll(Math.max(0, LOOK_MILLIS_MAX - rest), TimeUnit.MILLISECONDS);
        if (reason != null && waiting.isEmpty() && rest < LOOK_MILLIS_MIN) {
            // Changes come in crowds, and so do requests that name what is not there: one look serves them all.
            Thread.sleep(LOOK_MILLIS_MIN - rest);
        }
    }

    /** Those who wait for the look that comes. */
    private static List<CompletableFuture<Snapshot>> takeAll(Queue<CompletableFuture<Snapshot>> waiting) {
        List<CompletableFuture<Snapshot>> taken = new ArrayList<>();
        CompletableFuture<Snapshot> next;
        while ((next = waiting.poll()) != null) {
            taken.add(next);
        }
        return taken;
    }

    private void tryToLook(boolean isAwaited, long beganNanos) throws InterruptedException {
        try {
            long asOf = clock.millis();
            look(asOf);
            showCounted(isAwaited, beganNanos, asOf);
            current = current.asOf(asOf);
            if (isFailing) {
                isFailing = false;
                LOG.info("evidence can be read again");
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            if (!isFailing) {
                isFailing = true;
                LOG.warn("evidence can't be read; answering from the last snapshot", e);
            }
        }
    }

    private void look(long asOf) throws InterruptedException, ExecutionException, TimeoutException {
        String nowAnswering = get(source.incarnation());
        boolean hasLostTrack = asOf - current.asOfMillis() > EvidenceSource.FOLLOWS_WITHIN_MILLIS;
        boolean hasLost = mustReread.getAndSet(false);
        if (!nowAnswering.equals(incarnation) || hasLostTrack || hasLost) {
            // Another state may stand behind the same counts.
            materials.replaceAll(before -> new Material(asOf));
            incarnation = nowAnswering;
        }
        List<Long> counts = get(source.changeCounts());
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            Material material = materials.get(partition);
            long count = counts.get(partition);
            if (count < material.changes()) {
                LOG.warn(
                        "partition {} went back from {} to {} changes; reading it anew",
                        partition,
                        material.changes(),
                        count);
                material = new Material(asOf);
                materials.set(partition, material);
            }
            while (material.changes() < count) {
                PartitionChanges changes = get(source.changesAfter(partition, material.changes()));
                if (changes.upTo() <= material.changes()) {
                    // Counts without a trace: batches that touched nothing.
                    material.countWithoutTrace(count, changes.fences());
                } else {
                    material.take(changes);
                }
            }
            if (!material.isCaughtUp() && material.hasChanged()) {
                // Fences are read before what they cover, so those that came with the last of it may be older than it
                // is.
                material.take(get(source.changesAfter(partition, material.changes())));
            }
            for (BucketKey bucket : material.toReadAgain(asOf)) {
                material.take(bucket, get(source.bucket(partition, bucket)));
            }
            material.fade(asOf);
            if (material.hasChanged() && mayPublish(partition, material, asOf)) {
                current = publish(current, partition, material, asOf);
                material.takeBreached().forEach(onBreach);
            }
        }
    }

    /** Who waits for a look sees all that was applied before. Else what nothing is learned from has the time that is left. */
    private void showCounted(boolean isAwaited, long beganNanos, long asOf) {
        long tookNanos = System.nanoTime() - beganNanos;
        Allowance time = isAwaited
                ? Allowance.unlimited()
                : Allowance.ofNanos(
                        Math.max(COUNTED_UNTIL_NANOS - tookNanos, (beganNanos - lookedAtNanos) / COUNTED_PART));
        first = (first + 1) % Partition.COUNT;
        for (int i = 0; i < Partition.COUNT; i++) {
            int partition = (first + i) % Partition.COUNT;
            Material material = materials.get(partition);
            if (material.hasCounted()) {
                Map<TaskKey, TaskView> made = material.makeCounted(current.tasks(partition), current, asOf, time);
                if (!made.isEmpty()) {
                    current = current.with(partition, made, material.fences());
                    material.takeBreached().forEach(onBreach);
                }
            }
        }
    }

    /**
     * Whether what was read is at least as new as what is published. After a loss it is not, until the nodes have shipped again
     * what was lost; a node that never comes back is not waited for without end.
     */
    private boolean mayPublish(int partition, Material material, long now) {
        if (material.isCaughtUp()) {
            return true;
        }
        boolean isBehind = current.fences(partition).entrySet().stream()
                .anyMatch(published -> published
                        .getValue()
                        .isAfter(material.fences().getOrDefault(published.getKey(), Position.START)));
        if (isBehind && now - material.sinceMillis() < HOLD_MILLIS_MAX) {
            return false;
        }
        if (isBehind) {
            LOG.warn("partition {} has not come back to where it was; showing what is there", partition);
        }
        material.catchUp();
        return true;
    }

    /** A task that is not there now was lost, and will be given back: it is shown as it was. */
    private static Snapshot publish(Snapshot snapshot, int partition, Material material, long asOf) {
        Map<TaskKey, TaskView> views = material.makeViews(snapshot.tasks(partition), snapshot, asOf);
        return snapshot.with(partition, views, material.fences());
    }

    private static <T> T get(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(READ_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }
}
