package dev.pulley.server.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Fsync;
import dev.pulley.server.journal.JournalSettings;
import dev.pulley.server.journal.Retention;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.StateTime;
import dev.pulley.server.rebuild.Comparison;
import dev.pulley.server.rebuild.Progress;
import dev.pulley.server.rebuild.Rebuild;
import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Task;
import dev.pulley.server.testing.Node;
import dev.pulley.server.testing.RealRedis;
import io.lettuce.core.RestoreArgs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class ClosedCopiesTest {
    private static final long WINDOW_MILLIS = 1_000;
    /** Longer than the window, so that what is judged to be closed is. */
    private static final long CLOSED_AFTER_MILLIS = 1_500;

    private static final String DEFINITION = """
            {"outcome":{"metric":"y","kind":"binary","window":"1s","grace":"0s"},
             "proxies":[{"metric":"x","kind":"number"}],
             "guardrails":[{"metric":"unsafe","kind":"binary","at_most":0.9}],
             "variants":[{"name":"a"},{"name":"b"}]}""";
    private static final List<String> TASKS = List.of("task-1", "task-2", "task-3");
    private static final long SEGMENT_BYTES = 8_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(40).toNanos();

    /** Judges what is closed soon after, not minutes later, and copies that at once; all of the journal may go. */
    private static final Node.Keeping KEEPING = new Node.Keeping(
            new JournalSettings(
                    Fsync.NEVER, SEGMENT_BYTES, new Retention(Optional.of(Duration.ZERO), Optional.empty())),
            Duration.ofMillis(StateTime.quietMillis(WINDOW_MILLIS) - CLOSED_AFTER_MILLIS),
            Duration.ofMillis(200));

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final SplittableRandom random = new SplittableRandom(11);

    private Path data(int node) {
        return folder.resolve("node-" + node);
    }

    private Node start(int node) {
        return Node.start(data(node), node, REDIS, KEEPING);
    }

    /** Decisions on any node, rewarded by any, some of it twice, corrected or taken back. */
    private void traffic(List<Node> nodes, int rounds) {
        for (int round = 0; round < rounds; round++) {
            List<String> tokens = any(nodes).decide(TASKS.get(round % 3), 3);
            any(nodes).report(tokens, "x", random.nextDouble());
            any(nodes).report(tokens.subList(0, 2), "y", (double) random.nextInt(2));
            if (round % 3 == 0) {
                any(nodes).report(tokens, "y", (double) random.nextInt(2));
                any(nodes).report(tokens, "unsafe", 0.0);
            }
            if (round % 10 == 0) {
                any(nodes).report(tokens.subList(0, 1), "y", null);
            }
        }
    }

    private Node any(List<Node> nodes) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private static void await(String what, BooleanSupplier isSo) throws InterruptedException {
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(endNanos);
            Thread.sleep(20);
        }
    }

    /** Waits until all that was journaled is shipped, closed and copied. */
    private static void awaitCopied(List<Node> nodes) throws InterruptedException {
        long nowMillis = System.currentTimeMillis();
        for (Node node : nodes) {
            Position last = node.journal().last();
            await(
                    "all is copied",
                    () -> !last.isAfter(node.covered().upTo())
                            && node.covered().closedBeforeMillis() > nowMillis + WINDOW_MILLIS);
        }
    }

    private void define(Node node) {
        TASKS.forEach(task -> node.put(task, DEFINITION));
    }

    /** What retention does, to a folder that no server has: what is covered is deleted, but for the last file. */
    private void deleteCovered(int node) throws IOException {
        Covered covered = new ClosedFiles(data(node).resolve("copies")).readCovered();
        List<Path> files = journal(node);
        for (int i = 0; i + 1 < files.size(); i++) {
            if (counterBefore(files.get(i + 1)) <= covered.upTo().counter()) {
                Files.delete(files.get(i));
            }
        }
        assertThat(journal(node)).hasSizeLessThan(files.size());
    }

    private List<Path> journal(int node) throws IOException {
        try (Stream<Path> files = Files.list(data(node).resolve("journal"))) {
            return files.sorted().toList();
        }
    }

    private static long counterBefore(Path segment) {
        return Long.parseLong(segment.getFileName().toString().split("-", -1)[1]) - 1;
    }

    /** Another Redis with the same in it. */
    private static RealRedis twin() {
        RealRedis twin = RealRedis.any().open();
        for (String key : REDIS.commands().keys("*")) {
            byte[] dump = REDIS.commands().dump(key);
            long left = REDIS.commands().pttl(key);
            if (dump != null) {
                twin.commands().restore(key, dump, RestoreArgs.Builder.ttl(Math.max(0, left)));
            }
        }
        return twin;
    }

    private static List<Comparison.Difference> differences(RealRedis one, RealRedis other) throws Exception {
        try (RedisStore first = RedisStore.at(one.uri());
                RedisStore second = RedisStore.at(other.uri())) {
            first.connect();
            second.connect();
            return Comparison.of(first.evidence(), second.evidence());
        }
    }

    private static void awaitSame(RealRedis before) throws InterruptedException {
        await("all is back", () -> {
            try {
                return differences(before, REDIS).isEmpty();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whatTwoNodesDeletedOfTheirJournals_isBackAfterAFlushAll_onceEach() throws Exception {
        try (Node one = start(1);
                Node two = start(2)) {
            List<Node> nodes = List.of(one, two);
            define(one);
            nodes.forEach(Node::look);
            traffic(nodes, 60);
            awaitCopied(nodes);
            for (Node node : nodes) {
                await("old segments are deleted", () -> node.journal().begin().counter() > 0);
            }
            traffic(nodes, 30);
            long decisions = 90 * 3;
            TASKS.forEach(task -> one.statsOnce(task, now -> now.decisions() == decisions / 3));
            nodes.forEach(ClosedCopiesTest::awaitShipped);
            try (RealRedis before = twin()) {
                REDIS.flush();
                awaitSame(before);
                // What comes now, and what is sent again, is judged as ever.
                traffic(nodes, 10);
                for (String task : TASKS) {
                    assertThat(one.statsOnce(task, now -> now.decisions() >= 99).decisions())
                            .isBetween(99L, 102L);
                }
            }
        }
    }

    private static void awaitShipped(Node node) {
        try {
            Position last = node.journal().last();
            await("all is shipped", () -> !last.isAfter(node.shippedTo()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A kill after the copy, and before anything was deleted: the journal still has all of it. */
    @Test
    void whatIsCopiedAndStillInTheJournal_countsOnceAfterAFlushAll() throws Exception {
        Node.Keeping keepsAll = new Node.Keeping(
                new JournalSettings(Fsync.NEVER, SEGMENT_BYTES, Retention.ALL),
                KEEPING.copiedAhead(),
                KEEPING.copiedWithin());
        try (Node one = Node.start(data(1), 1, REDIS, keepsAll)) {
            define(one);
            traffic(List.of(one), 40);
            awaitCopied(List.of(one));
            traffic(List.of(one), 20);
            awaitShipped(one);
        }
        assertThat(counterBefore(journal(1).getFirst())).isZero();
        try (RealRedis before = twin()) {
            REDIS.flush();
            try (Node one = Node.start(data(1), 1, REDIS, keepsAll)) {
                awaitSame(before);
                assertThat(one.journal().begin().counter()).isZero();
                // As by a failover that lost what was given back, and nothing else.
                for (String closed : REDIS.commands().keys("*:closed")) {
                    REDIS.commands().del(closed);
                    REDIS.commands().hdel(closed.replace(":closed", ":meta"), "restores");
                }
                await(
                        "it is given back again",
                        () -> !REDIS.commands().keys("*:closed").isEmpty());
                awaitSame(before);
            }
        }
    }

    /** The first to come back has no copies, and ships what it has of buckets that another gives back later. */
    @Test
    void whatWasShippedBeforeACopyWasGivenBack_countsOnce() throws Exception {
        try (Node one = start(1);
                Node two = start(2)) {
            List<Node> nodes = List.of(one, two);
            define(one);
            nodes.forEach(Node::look);
            traffic(nodes, 60);
            awaitCopied(nodes);
            traffic(nodes, 10);
            nodes.forEach(ClosedCopiesTest::awaitShipped);
        }
        if (journal(1).size() > 1 && counterBefore(journal(1).getFirst()) == 0) {
            deleteCovered(1);
        }
        try (RealRedis before = twin()) {
            REDIS.flush();
            try (Stream<Path> copies = Files.list(data(2).resolve("copies"))) {
                for (Path copy : copies.filter(
                                file -> file.getFileName().toString().startsWith("closed"))
                        .toList()) {
                    Files.delete(copy);
                }
            }
            try (Node two = Node.start(data(2), 2, REDIS)) {
                awaitShipped(two);
                try (Node one = Node.start(data(1), 1, REDIS)) {
                    awaitSame(before);
                    awaitShipped(one);
                }
            }
            assertThat(differences(before, REDIS)).isEmpty();
        }
    }

    @Test
    void aRebuild_hasWhatIsCopied_andReplaysTheRest() throws Exception {
        try (Node one = start(1);
                Node two = start(2)) {
            List<Node> nodes = List.of(one, two);
            define(one);
            nodes.forEach(Node::look);
            traffic(nodes, 60);
            awaitCopied(nodes);
            traffic(nodes, 20);
            nodes.forEach(ClosedCopiesTest::awaitShipped);
        }
        for (int node = 1; node <= 2; node++) {
            if (counterBefore(journal(node).getFirst()) == 0) {
                deleteCovered(node);
            }
        }
        List<String> warnings = new ArrayList<>();
        try (RealRedis other = RealRedis.any().open()) {
            rebuild(other, warnings);
            assertThat(differences(REDIS, other)).isEmpty();
            assertThat(warnings).isEmpty();
            rebuild(other, warnings);
            assertThat(differences(REDIS, other)).as("rebuilt again").isEmpty();
        }
        Files.delete(data(1).resolve("copies").resolve("closed"));
        try (RealRedis other = RealRedis.any().open()) {
            rebuild(other, warnings);
            assertThat(warnings).singleElement().asString().contains("deleted as old", "only the first 0 are copied");
        }
    }

    private void rebuild(RealRedis into, List<String> warnings) throws Exception {
        try (RedisStore store = RedisStore.at(into.uri())) {
            store.connect();
            Progress progress = new Progress() {
                @Override
                public void begins(String step, long bytes) {}

                @Override
                public void at(long bytes, long events) {}

                @Override
                public void ends() {}

                @Override
                public void warned(String line) {
                    warnings.add(line);
                }
            };
            Object ignored = Rebuild.of(List.of(data(1), data(2)), InstantSource.system(), progress)
                    .into(store.ledger(), store.closed(), progress);
        }
    }

    @Test
    void noBucketLiesOnBothSidesOfWhatIsClosed() {
        Task task = Node.ok(DefinitionReader.read(DEFINITION.getBytes(StandardCharsets.UTF_8))
                .then(definition -> Task.create(1, "t", definition, 0)));
        long quiet = StateTime.quietMillis(WINDOW_MILLIS);
        int narrow = BucketWidth.codeOf(50);
        int wide = BucketWidth.codeOf(1_000);
        long now = 1_000_000_000_020L + quiet;
        assertThat(ClosedCopies.closedBefore(task, Set.of(), now)).isEqualTo(1_000_000_000_000L);
        BucketKey closed = new BucketKey(1, 65, narrow, 1_000_000_000_000L / 50 - 1);
        BucketKey open = new BucketKey(1, 65, narrow, 1_000_000_000_000L / 50);
        assertThat(ClosedCopies.closedBefore(task, Set.of(closed, open), now)).isEqualTo(1_000_000_000_000L);
        // As where the window was longer once.
        BucketKey across = new BucketKey(1, 65, wide, (1_000_000_000_000L - 100) / 1_000);
        assertThat(ClosedCopies.closedBefore(task, Set.of(closed, open, across), now))
                .isEqualTo(1_000_000_000_000L);
        BucketKey beyond = new BucketKey(1, 65, BucketWidth.codeOf(60_000), 1_000_000_000_000L / 60_000);
        assertThat(ClosedCopies.closedBefore(task, Set.of(closed, open, across, beyond), now))
                .isEqualTo(beyond.bucket().startMillis());
    }
}
