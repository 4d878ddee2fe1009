package dev.pulley.server.redis;

import static dev.pulley.server.redis.RedisLedger.text;

import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.ClosedEvidence;
import dev.pulley.server.ledger.ClosedLedger;
import dev.pulley.server.ledger.Extent;
import dev.pulley.server.ledger.GivenBack;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.Partition;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Closed evidence in Redis; {@code copy.lua} and {@code giveback.lua} say what is asked and answered. */
final class RedisClosedLedger implements ClosedLedger {
    private static final int ATTEMPTS_MAX = 10;
    private static final String WIDTHS = IntStream.iterate(0, BucketWidth::isCode, code -> code + 1)
            .mapToObj(code -> Long.toString(BucketWidth.millis(code)))
            .collect(Collectors.joining(" "));

    private final Connection connection;
    private final InstantSource clock;
    private final LuaScript copyScript = LuaScript.load("closed.lua", "copy.lua");
    private final LuaScript giveBackScript = LuaScript.load("closed.lua", "sums.lua", "giveback.lua");

    RedisClosedLedger(Connection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Buckets> buckets(int partition) {
        return connection.use(redis -> page(redis, partition, 0, new HashMap<>()));
    }

    /** What changes while pages are read moves behind them, and so is read, again perhaps. */
    private static CompletionStage<Buckets> page(
            RedisClusterAsyncCommands<String, byte[]> redis,
            int partition,
            long after,
            Map<TaskKey, Map<BucketKey, Long>> found) {
        return ChangedPage.behind(redis, partition, after).thenCompose(page -> {
            page.changes().forEach(changed -> add(found, changed));
            return page.isLast()
                    ? CompletableFuture.completedStage(new Buckets(page.upTo(), found))
                    : page(redis, partition, page.upTo(), found);
        });
    }

    private static void add(Map<TaskKey, Map<BucketKey, Long>> found, ScoredValue<byte[]> changed) {
        String member = text(changed.getValue());
        if (member.charAt(0) == 'e') {
            BucketKey bucket = Keys.parseEvidence(member);
            found.computeIfAbsent(new TaskKey(bucket.tenant(), bucket.task()), any -> new HashMap<>())
                    .put(bucket, (long) changed.getScore());
        }
    }

    @Override
    public CompletionStage<Optional<ClosedEvidence>> copy(
            String birth, TaskKey task, long beforeMillis, Set<BucketKey> closed, long count) {
        int partition = Partition.ofTask(task.task());
        List<BucketKey> buckets = List.copyOf(closed);
        List<String> keys = new ArrayList<>(List.of(
                Keys.meta(partition), Keys.fences(partition), Keys.changed(partition), Keys.counters(partition, task)));
        buckets.forEach(bucket -> keys.add(Keys.evidence(partition, bucket)));
        return connection.use(redis -> copyScript
                .call(
                        redis,
                        keys.toArray(String[]::new),
                        text(birth),
                        text(Long.toString(count)),
                        text(Keys.evidencePrefix(task)),
                        text(Long.toString(beforeMillis)),
                        text(WIDTHS))
                .thenApply(answer -> text(answer.get(0)).equals("closed")
                        ? Optional.of(copied(task, beforeMillis, buckets, answer))
                        : Optional.empty()));
    }

    private static ClosedEvidence copied(
            TaskKey task, long beforeMillis, List<BucketKey> buckets, List<Object> answer) {
        Map<String, Position> fences = new HashMap<>();
        pairs(answer.get(1)).forEach((node, fence) -> fences.put(node, Position.parse(text(fence))));
        Map<String, byte[]> counters = pairs(answer.get(2));
        Map<BucketKey, Map<String, byte[]>> copies = new HashMap<>();
        for (int i = 0; i < buckets.size(); i++) {
            Map<String, byte[]> fields = pairs(answer.get(3 + i));
            // What was rolled up since, or came to nothing, has none.
            if (!fields.isEmpty()) {
                copies.put(buckets.get(i), fields);
            }
        }
        byte[] late = counters.get("late");
        return new ClosedEvidence(
                task,
                new Extent(beforeMillis, fences),
                late == null ? 0 : Long.parseLong(text(late)),
                RedisEvidenceSource.sources(counters),
                copies);
    }

    private static Map<String, byte[]> pairs(Object list) {
        List<?> flat = (List<?>) list;
        Map<String, byte[]> pairs = new HashMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            pairs.put(text(flat.get(i)), (byte[]) flat.get(i + 1));
        }
        return pairs;
    }

    @Override
    public CompletionStage<Boolean> giveBack(String birth, ClosedEvidence copy) {
        return connection.use(redis -> giveBack(redis, birth, copy, 1));
    }

    private CompletionStage<Boolean> giveBack(
            RedisClusterAsyncCommands<String, byte[]> redis, String birth, ClosedEvidence copy, int attempt) {
        int partition = Partition.ofTask(copy.task().task());
        return redis.hget(Keys.closed(partition), field(copy.task())).thenCompose(stored -> {
            String standing = stored == null ? "" : text(stored);
            if (parse(standing).covers(copy.extent())) {
                return CompletableFuture.completedStage(true);
            }
            return page(redis, partition, 0, new HashMap<>())
                    .thenCompose(buckets -> giveBack(redis, birth, copy, standing, buckets))
                    .thenCompose(answer -> switch (text(answer.get(0))) {
                        case "given" -> CompletableFuture.completedStage(true);
                        case "birth" -> CompletableFuture.completedStage(false);
                        default ->
                            attempt == ATTEMPTS_MAX
                                    ? CompletableFuture.failedStage(
                                            new IllegalStateException("others keep changing what is closed"))
                                    : giveBack(redis, birth, copy, attempt + 1);
                    });
        });
    }

    private CompletionStage<List<Object>> giveBack(
            RedisClusterAsyncCommands<String, byte[]> redis,
            String birth,
            ClosedEvidence copy,
            String standing,
            Buckets buckets) {
        int partition = Partition.ofTask(copy.task().task());
        long beforeMillis = copy.extent().beforeMillis();
        List<BucketKey> copied = List.copyOf(copy.buckets().keySet());
        List<String> keys = new ArrayList<>(List.of(
                Keys.meta(partition),
                Keys.changed(partition),
                Keys.gone(partition),
                Keys.closed(partition),
                Keys.counters(partition, copy.task())));
        copied.forEach(bucket -> keys.add(Keys.evidence(partition, bucket)));
        buckets.of(copy.task()).keySet().stream()
                .filter(bucket -> bucket.bucket().endMillis() <= beforeMillis)
                .filter(bucket -> !copy.buckets().containsKey(bucket))
                .forEach(bucket -> keys.add(Keys.evidence(partition, bucket)));
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(text(birth));
        arguments.add(text(Long.toString(buckets.count())));
        arguments.add(text(Keys.evidencePrefix(copy.task())));
        arguments.add(text(Long.toString(beforeMillis)));
        arguments.add(text(WIDTHS));
        arguments.add(text(Long.toString(clock.millis())));
        arguments.add(text(standing));
        arguments.add(text(format(copy.extent())));
        arguments.add(text(Long.toString(copy.late())));
        arguments.add(text(Integer.toString(copied.size())));
        arguments.add(text(Integer.toString(copy.sources().size())));
        copy.sources().forEach((number, name) -> {
            arguments.add(text(Integer.toString(number)));
            arguments.add(text(name));
        });
        for (BucketKey bucket : copied) {
            Map<String, byte[]> fields = copy.buckets().getOrDefault(bucket, Map.of());
            arguments.add(text(Integer.toString(fields.size())));
            fields.forEach((name, value) -> {
                arguments.add(text(name));
                arguments.add(value);
            });
        }
        return giveBackScript.call(redis, keys.toArray(String[]::new), arguments.toArray(byte[][]::new));
    }

    /** The count is read first: a batch that is made by it is refused if there is more by then. */
    static CompletionStage<GivenBack> givenBack(
            RedisClusterAsyncCommands<String, byte[]> redis, int partition, long node) {
        return redis.hget(Keys.meta(partition), "restores")
                .thenCombine(redis.hgetall(Keys.closed(partition)), (count, entries) -> {
                    Map<TaskKey, GivenBack.Part> tasks = new HashMap<>();
                    entries.forEach((task, entry) -> {
                        Extent extent = parse(text(entry));
                        tasks.put(
                                parseField(task),
                                new GivenBack.Part(extent.beforeMillis(), extent.upTo(Keys.node(node))));
                    });
                    return count == null ? GivenBack.NOTHING : new GivenBack(Long.parseLong(text(count)), tasks);
                });
    }

    private static String field(TaskKey task) {
        return task.tenant() + "." + task.task();
    }

    private static TaskKey parseField(String field) {
        int dot = field.indexOf('.');
        return new TaskKey(Integer.parseInt(field.substring(0, dot)), Integer.parseInt(field.substring(dot + 1)));
    }

    private static String format(Extent extent) {
        StringBuilder text = new StringBuilder().append(extent.beforeMillis());
        extent.upTo()
                .forEach((node, position) ->
                        text.append(' ').append(node).append(' ').append(position.toText()));
        return text.toString();
    }

    private static Extent parse(String entry) {
        if (entry.isEmpty()) {
            return Extent.NOTHING;
        }
        String[] words = entry.split(" ", -1);
        Map<String, Position> upTo = new HashMap<>();
        for (int i = 1; i < words.length; i += 2) {
            upTo.put(words[i], Position.parse(words[i + 1]));
        }
        return new Extent(Long.parseLong(words[0]), upTo);
    }
}
