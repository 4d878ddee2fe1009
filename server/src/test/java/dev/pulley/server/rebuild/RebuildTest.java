package dev.pulley.server.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.server.rebuild.Comparison.Difference;
import dev.pulley.server.redis.RedisAwayException;
import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.redis.RedisUnfitException;
import dev.pulley.server.stats.TaskStats;
import dev.pulley.server.testing.Node;
import dev.pulley.server.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class RebuildTest {
    private static final String DEFINITION = """
            {"outcome":{"metric":"y","kind":"binary"},
             "proxies":[{"metric":"x","kind":"number"}],
             "guardrails":[{"metric":"unsafe","kind":"binary","at_most":0.9}],
             "variants":[{"name":"a","payload":1},{"name":"b"}]}""";
    private static final List<String> TASKS = List.of("task-1", "task-2", "task-3");
    private static final int ROUNDS = 600;

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final Told told = new Told();
    private RedisStore store;

    /** Keeps what is told; and kills who tells it, if that is wanted. */
    private static final class Told implements Progress {
        final List<String> warnings = new ArrayList<>();
        final List<String> steps = new ArrayList<>();
        long eventsMax = Long.MAX_VALUE;
        long bytesTotal;
        long bytes;

        @Override
        public void begins(String step, long total) {
            steps.add(step);
            bytesTotal = total;
        }

        @Override
        public void at(long done, long events) {
            bytes = done;
            if (steps.contains("events") && events > eventsMax) {
                throw new Killed();
            }
        }

        @Override
        public void ends() {}

        @Override
        public void warned(String line) {
            warnings.add(line);
        }
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void connect() throws RedisUnfitException, RedisAwayException {
        store = RedisStore.at(REDIS.uri());
        store.connect();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path data(int node) {
        return folder.resolve("node-" + node);
    }

    private Node start(int node) {
        return Node.start(data(node), node, REDIS);
    }

    private Rebuild.Done rebuild(int... nodes) throws RebuildException, InterruptedException {
        List<Path> folders = new ArrayList<>();
        for (int node : nodes) {
            folders.add(data(node));
        }
        return Rebuild.of(folders, InstantSource.system(), told).into(store.ledger(), store.closed(), told);
    }

    /** Two nodes decide on the same tasks, and each is told of the other's decisions, some of it twice, corrected or taken back. */
    private List<TaskStats> traffic() {
        SplittableRandom random = new SplittableRandom(7);
        try (Node one = start(1);
                Node two = start(2)) {
            one.put("task-1", DEFINITION);
            two.put("task-2", DEFINITION);
            one.put("task-3", DEFINITION);
            List<Node> nodes = List.of(one, two);
            nodes.forEach(Node::look);
            for (int round = 0; round < ROUNDS; round++) {
                Node decider = nodes.get(random.nextInt(2));
                String task = TASKS.get(round % 3);
                List<String> tokens =
                        List.of(round % 2 == 0 ? decider.decide(task) : decider.decideFor(task, "user-" + round % 40));
                if (round % 5 == 0) {
                    Node reporter = nodes.get(random.nextInt(2));
                    reporter.report(tokens, "x", random.nextDouble());
                    reporter.report(tokens, "y", (double) random.nextInt(2));
                }
                if (round % 25 == 0) {
                    nodes.get(random.nextInt(2)).report(tokens, "y", (double) random.nextInt(2));
                    nodes.get(random.nextInt(2)).report(tokens, "unsafe", (double) random.nextInt(2));
                }
                if (round % 100 == 0) {
                    nodes.get(random.nextInt(2)).report(tokens, "y", null);
                }
                if (round == ROUNDS / 2) {
                    two.put("task-1", DEFINITION.replace("{\"name\":\"b\"}", "{\"name\":\"b\"},{\"name\":\"c\"}"));
                    nodes.forEach(Node::look);
                }
            }
            // The decision is one node's, the reward another's and shipped before it or behind.
            one.decide("task-2", "call-1", 2);
            two.reportByReference("task-2", "call-1", "y", 1.0);
            two.reportByReference("task-2", "call-2", "y", 1.0);
            one.decide("task-2", "call-2", 1);
            one.expose(List.of(one.decideToConfirm("task-3")));
            return stats(one, ROUNDS + 4);
        }
    }

    private static List<TaskStats> stats(Node node, long decisions) {
        node.statsOnce(
                "task-1",
                any -> TASKS.stream()
                                .mapToLong(task -> node.stats(task).decisions())
                                .sum()
                        == decisions);
        return TASKS.stream().map(node::stats).toList();
    }

    private void assertAllIsAsIn(List<TaskStats> before) {
        try (Node node = start(1)) {
            long decisions = before.stream().mapToLong(TaskStats::decisions).sum();
            assertThat(decisions).isEqualTo(ROUNDS + 4);
            List<TaskStats> after = stats(node, decisions);
            for (int i = 0; i < TASKS.size(); i++) {
                assertSame(after.get(i), before.get(i));
            }
        }
    }

    private static void assertSame(TaskStats after, TaskStats before) {
        assertThat(after.revision()).isEqualTo(before.revision());
        assertThat(after.decisions()).isEqualTo(before.decisions());
        assertThat(after.outcomes()).isEqualTo(before.outcomes());
        assertThat(after.designEffect()).isCloseTo(before.designEffect(), within(1e-9));
        assertThat(after.late()).isEqualTo(before.late());
        assertThat(after.waiting()).isEqualTo(before.waiting());
        assertThat(after.variants())
                .usingRecursiveComparison()
                .withComparatorForType(Comparator.comparingLong(value -> Math.round(value * 1e9)), Double.class)
                .isEqualTo(before.variants());
        assertThat(after.guardrails()).isEqualTo(before.guardrails());
    }

    @Test
    void anEmptiedRedis_getsAllThatNodesHave() throws Exception {
        List<TaskStats> before = traffic();
        REDIS.flush();
        Rebuild.Done done = rebuild(1, 2);
        assertThat(done.tasks()).isEqualTo(3);
        assertThat(done.events()).isGreaterThan(ROUNDS);
        assertThat(told.steps).containsExactly("tasks", "events");
        assertThat(told.bytes).isEqualTo(told.bytesTotal).isPositive();
        assertThat(told.warnings).isEmpty();
        assertAllIsAsIn(before);
    }

    @Test
    void aRebuildThatWasKilled_isRunAgain_andCountsNothingTwice() throws Exception {
        List<TaskStats> before = traffic();
        REDIS.flush();
        int kills = 0;
        for (long events = 100; events < ROUNDS; events += 200) {
            told.steps.clear();
            told.eventsMax = events;
            try {
                rebuild(1, 2);
            } catch (Killed e) {
                kills++;
            }
        }
        assertThat(kills).isPositive();
        told.eventsMax = Long.MAX_VALUE;
        rebuild(1, 2);
        assertThat(rebuild(1, 2).events()).as("left to do").isZero();
        assertAllIsAsIn(before);
    }

    @Test
    void withoutCopies_theEventsTellTheTasks() throws Exception {
        List<TaskStats> before = traffic();
        REDIS.flush();
        for (int node = 1; node <= 2; node++) {
            try (Stream<Path> files = Files.walk(data(node).resolve("copies"))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        assertThat(rebuild(1, 2).tasks()).isEqualTo(3);
        assertThat(data(1).resolve("copies")).doesNotExist();
        assertAllIsAsIn(before);
    }

    @Test
    void whatIsClosedLongSince_isJoinedAndCorrectedAsItWasWhenItWasOpen() throws Exception {
        String quick = """
                {"outcome":{"metric":"y","kind":"binary","window":"1s","grace":"0s"},
                 "variants":[{"name":"a"},{"name":"b"}]}""";
        try (Node one = start(1);
                Node two = start(2)) {
            one.put("task-1", quick);
            two.look();
            List<String> tokens = one.decide("task-1", 3);
            one.report(tokens, "y", 1.0);
            two.report(tokens, "y", 0.0);
            two.decide("task-1", "call-1", 2);
            one.reportByReference("task-1", "call-1", "y", 1.0);
            one.statsOnce("task-1", now -> now.decisions() == 5 && now.outcomes() == 5);
            long closedMillis = System.currentTimeMillis() + 1_600;
            while (System.currentTimeMillis() <= closedMillis) {
                one.look();
            }
        }
        List<Difference> differences;
        try (RealRedis other = RealRedis.any().open();
                RedisStore rebuilt = RedisStore.at(other.uri())) {
            rebuilt.connect();
            Rebuild.of(List.of(data(1), data(2)), InstantSource.system(), told)
                    .into(rebuilt.ledger(), rebuilt.closed(), told);
            differences = Comparison.of(store.evidence(), rebuilt.evidence());
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void foldersOfTwoStores_areRefused() throws Exception {
        start(1).close();
        REDIS.flush();
        start(2).close();
        REDIS.flush();
        assertThatThrownBy(() -> rebuild(1, 2))
                .isInstanceOf(RebuildException.class)
                .hasMessageContaining("belongs to another store");
        assertThat(REDIS.commands().dbsize()).isZero();
    }

    @Test
    void aRedisOfAnotherStore_isRefused_andNothingIsWritten() throws Exception {
        try (Node one = start(1)) {
            one.put("task-1", DEFINITION);
            one.decide("task-1", 5);
        }
        REDIS.flush();
        try (Node two = start(2)) {
            two.put("task-2", DEFINITION);
        }
        List<String> before = contents();
        assertThatThrownBy(() -> rebuild(1))
                .isInstanceOf(RebuildException.class)
                .hasMessageContaining("another store")
                .hasMessageContaining("nothing was written");
        assertThat(contents()).isEqualTo(before);
    }

    private static List<String> contents() {
        return REDIS.commands().keys("*").stream().sorted().toList();
    }

    @Test
    void whatWasDeletedOrIsDamaged_isTold_andTheRestIsThere() throws Exception {
        try (Node one = start(1)) {
            one.put("task-1", DEFINITION);
            one.decide("task-1", 20);
            one.statsOnce("task-1", now -> now.decisions() == 20);
        }
        start(1).close();
        REDIS.flush();
        Path first;
        try (Stream<Path> files = Files.list(data(1).resolve("journal"))) {
            first = files.sorted().findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(first);
        // Behind the task's definition, and before the last decision.
        bytes[bytes.length - 300] ^= 1;
        Files.write(first, bytes);
        rebuild(1);
        assertThat(told.warnings).singleElement().asString().contains("damaged", "1 event");
        try (Node one = start(1)) {
            assertThat(one.statsOnce("task-1", now -> now.decisions() == 19).decisions())
                    .isEqualTo(19);
        }
        REDIS.flush();
        Files.delete(first);
        told.warnings.clear();
        rebuild(1);
        assertThat(told.warnings).singleElement().asString().contains("the first 22 events", "deleted");
    }

    @Test
    void aNumberThatIsNotAsItWas_isFound() throws Exception {
        traffic();
        try (RealRedis other = RealRedis.any().open();
                RedisStore rebuilt = RedisStore.at(other.uri())) {
            rebuilt.connect();
            Rebuild rebuild = Rebuild.of(List.of(data(1), data(2)), InstantSource.system(), told);
            rebuild.into(rebuilt.ledger(), rebuilt.closed(), told);
            assertThat(Comparison.of(store.evidence(), rebuilt.evidence())).isEmpty();

            String evidence = REDIS.commands().keys("*e:*").stream()
                    .filter(key -> REDIS.commands().hexists(key, "d:1.1"))
                    .findFirst()
                    .orElseThrow();
            REDIS.commands().hincrby(evidence, "d:1.1", 3);
            List<Difference> differences = Comparison.of(store.evidence(), rebuilt.evidence());
            assertThat(differences).singleElement().satisfies(difference -> {
                assertThat(difference.subject().variant()).isEqualTo("a");
                assertThat(difference.subject().number()).isEqualTo("decisions");
                assertThat(difference.standing() - difference.rebuilt()).isEqualTo(3);
            });
        }
    }

    @Test
    void aFolderWithoutAJournal_orTwiceTheSame_isRefused() throws IOException {
        Files.createDirectories(data(3));
        assertThatThrownBy(() -> rebuild(3))
                .isInstanceOf(RebuildException.class)
                .hasMessageContaining("no folder");
        start(1).close();
        assertThatThrownBy(() -> rebuild(1, 1))
                .isInstanceOf(RebuildException.class)
                .hasMessageContaining("another folder has too");
    }
}
