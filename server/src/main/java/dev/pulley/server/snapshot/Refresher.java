package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Evidence;
import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the snapshot true: looks what changed in the evidence, makes those tasks' views anew and publishes the picture,
 * on a thread of its own. It looks at once when this node has applied something, and regularly for what others have.
 */
public final class Refresher {
    private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

    /** The longest time between two looks, and the shortest. */
    private static final long LOOK_MILLIS_MAX = 50;

    private static final long LOOK_MILLIS_MIN = 20;
    private static final long READ_MILLIS_MAX = 3_000;
    private static final long HOLD_MILLIS_MAX = 60_000;
    private static final long REQUEST_WAITS_MILLIS_MAX = 1_000;

    /** What a partition's views are made from. */
    private static final class Material {
        long changes;
        final Map<TaskKey, Task> tasks = new HashMap<>();
        final Map<TaskKey, Evidence> evidence = new HashMap<>();
        final Map<TaskKey, Counters> counters = new HashMap<>();
        final Map<TaskKey, TaskMemo> memos = new HashMap<>();
        final Map<TaskKey, TaskView> views = new HashMap<>();
        /** What was taken and is not published yet. */
        final Set<TaskKey> changed = new HashSet<>();
        /** Those that time alone changes. */
        final Set<TaskKey> fading = new HashSet<>();

        final List<TaskView> breached = new ArrayList<>();

        Map<String, Position> fences = Map.of();
        /** Since when this is read; nothing of it is published before it is as new as what was published before. */
        final long sinceMillis;

        boolean isCaughtUp;

        Material(long sinceMillis) {
            this.sinceMillis = sinceMillis;
        }

        void fade(long nowMillis) {
            fading.removeIf(key -> !views.containsKey(key));
            fading.stream()
                    .filter(key -> Objects.requireNonNull(views.get(key)).staleAtMillis() <= nowMillis)
                    .forEach(changed::add);
        }
    }

    private final EvidenceSource source;
    private final InstantSource clock;
    private final Thread thread;
    private final List<Material> materials = new ArrayList<>();
    /** Holds something while there is a reason to look. */
    private final BlockingQueue<Boolean> reasons = new ArrayBlockingQueue<>(1);

    private final Queue<CompletableFuture<Snapshot>> waiting = new ConcurrentLinkedQueue<>();

    private volatile Consumer<TaskView> onBreach = view -> {};
    private final AtomicBoolean mustReread = new AtomicBoolean();
    private String incarnation = "";
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
        CompletableFuture<Snapshot> after = new CompletableFuture<>();
        waiting.add(after);
        wake();
        return after;
    }

    /** The same for a request, which is not kept waiting for long: the snapshot that there is by then. */
    public CompletionStage<Snapshot> afterLookInTime() {
        return afterLook()
                .toCompletableFuture()
                .copy()
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
                List<CompletableFuture<Snapshot>> toTell = awaitReason();
                tryToLook();
                toTell.forEach(after -> after.complete(current));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its time, and takes over those who wait for the look that comes. */
    private List<CompletableFuture<Snapshot>> awaitReason() throws InterruptedException {
        Boolean reason = reasons.poll(LOOK_MILLIS_MAX, TimeUnit.MILLISECONDS);
        if (reason != null && waiting.isEmpty()) {
            // Changes come in crowds: one look serves them all.
            Thread.sleep(LOOK_MILLIS_MIN);
        }
        List<CompletableFuture<Snapshot>> taken = new ArrayList<>();
        CompletableFuture<Snapshot> next;
        while ((next = waiting.poll()) != null) {
            taken.add(next);
        }
        return taken;
    }

    private void tryToLook() throws InterruptedException {
        try {
            look();
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

    private void look() throws InterruptedException, ExecutionException, TimeoutException {
        long asOf = clock.millis();
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
            if (count < material.changes) {
                LOG.warn(
                        "partition {} went back from {} to {} changes; reading it anew",
                        partition,
                        material.changes,
                        count);
                material = new Material(asOf);
                materials.set(partition, material);
            }
            while (material.changes < count) {
                PartitionChanges changes = get(source.changesAfter(partition, material.changes));
                if (changes.upTo() <= material.changes) {
                    // Counts without a trace: batches that touched nothing.
                    material.changes = count;
                    material.fences = changes.fences();
                } else {
                    take(material, changes);
                }
            }
            if (!material.isCaughtUp && !material.changed.isEmpty()) {
                // Fences are read before what they cover, so those that came with the last of it may be older than it
                // is.
                take(material, get(source.changesAfter(partition, material.changes)));
            }
            material.fade(asOf);
            if (!material.changed.isEmpty() && mayPublish(partition, material, asOf)) {
                current = publish(current, partition, material, asOf);
                material.breached.forEach(onBreach);
                material.breached.clear();
            }
        }
        current = current.asOf(asOf);
    }

    /**
     * Whether what was read is at least as new as what is published. After a loss it is not, until the nodes have shipped again
     * what was lost; a node that never comes back is not waited for without end.
     */
    private boolean mayPublish(int partition, Material material, long now) {
        if (material.isCaughtUp) {
            return true;
        }
        boolean isBehind = current.fences(partition).entrySet().stream()
                .anyMatch(published ->
                        published.getValue().isAfter(material.fences.getOrDefault(published.getKey(), Position.START)));
        if (isBehind && now - material.sinceMillis < HOLD_MILLIS_MAX) {
            return false;
        }
        if (isBehind) {
            LOG.warn("partition {} has not come back to where it was; showing what is there", partition);
        }
        material.isCaughtUp = true;
        return true;
    }

    private static void take(Material material, PartitionChanges changes) {
        for (Task task : changes.tasks()) {
            TaskKey key = new TaskKey(task.tenant(), task.id());
            material.tasks.put(key, task);
            material.changed.add(key);
        }
        changes.buckets().forEach((bucket, evidence) -> {
            TaskKey key = new TaskKey(bucket.tenant(), bucket.task());
            Evidence before = material.evidence.getOrDefault(key, Evidence.NONE);
            material.evidence.put(key, before.with(bucket.bucket(), evidence));
            material.changed.add(key);
        });
        changes.counters().forEach((key, counters) -> {
            material.counters.put(key, counters);
            material.changed.add(key);
        });
        material.changes = changes.upTo();
        material.fences = changes.fences();
    }

    /** No task is ever deleted, so one that is not there now was lost, and will be given back. */
    private Snapshot publish(Snapshot snapshot, int partition, Material material, long asOf) {
        for (TaskKey key : material.changed) {
            Optional.ofNullable(material.tasks.get(key)).ifPresent(task -> makeView(material, key, task, asOf));
        }
        material.changed.clear();
        Map<TaskKey, TaskView> views = new HashMap<>(snapshot.tasks(partition));
        views.putAll(material.views);
        return snapshot.with(partition, views, material.fences);
    }

    /** A task whose view can't be made keeps its last one, and holds up no other. */
    private void makeView(Material material, TaskKey key, Task task, long asOf) {
        try {
            TaskView view = TaskViewFactory.view(
                    task,
                    material.evidence.getOrDefault(key, Evidence.NONE),
                    material.counters.getOrDefault(key, Counters.NONE),
                    material.memos.computeIfAbsent(key, any -> new TaskMemo()),
                    asOf);
            warn(material.views.get(key), view);
            material.views.put(key, view);
            if (view.staleAtMillis() < Long.MAX_VALUE) {
                material.fading.add(key);
            } else {
                material.fading.remove(key);
            }
            if (!view.breaches().isEmpty()) {
                material.breached.add(view);
            }
        } catch (RuntimeException e) {
            LOG.error("{} can't be shown anew", task, e);
        }
    }

    private static void warn(@Nullable TaskView before, TaskView view) {
        for (ProxyView proxy : view.proxies()) {
            boolean isNew = before == null
                    || before.proxies().stream()
                            .noneMatch(known -> known.isAlarming()
                                    && known.definition()
                                            .metric()
                                            .equals(proxy.definition().metric()));
            if (proxy.isAlarming() && isNew) {
                LOG.warn(
                        "{}: what '{}' says of the outcome has changed; it does not count any more",
                        view.task(),
                        proxy.definition().metric());
            }
        }
    }

    private static <T> T get(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(READ_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }
}
