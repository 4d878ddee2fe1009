package dev.pulley.server.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.Source;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalException;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.Result;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.task.TaskChange.What;
import dev.pulley.server.testing.JsonTree;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrailTest {
    private static final long AT = 1_790_000_000_000L;
    private static final String DEFINITION = """
            {"outcome":{"metric":"resolved","kind":"binary"},
             "variants":[{"name":"plain","payload":{"prompt":"Say it."}},{"name":"warm"}]}""";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    private Path data(String name) {
        return folder.resolve(name);
    }

    private Journal open(String name, long node) {
        return Journal.open(data(name).resolve("journal"), node);
    }

    private List<String> told(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Trail.Told told = Trail.tell(Stream.of(names).map(this::data).toList(), out, warnings::add);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(told.events()).isEqualTo(lines.size());
        return lines;
    }

    private static Task task() {
        Result<Task> task = DefinitionReader.read(DEFINITION.getBytes(StandardCharsets.UTF_8))
                .then(definition -> Task.create(1, "greeting", definition, AT));
        return switch (task) {
            case Result.Ok<Task>(Task made) -> made;
            case Result.Refused<Task>(Problem problem) -> throw new AssertionError(problem);
        };
    }

    private static DecisionMade decision(long atMillis, String about) {
        Decision decision = new Decision(1, 91, 2, 1, 1, 0.25, atMillis, 3, new Place(5, 1, 3, 1, 0));
        return new DecisionMade(decision, true, atMillis + 60_000, null, about.getBytes(StandardCharsets.UTF_8));
    }

    private static void append(Journal journal, Event event) {
        Object ignored = journal.append(position -> event);
    }

    @Test
    void everyEvent_hasItsWords() throws IOException {
        try (Journal journal = open("one", 5)) {
            append(
                    journal,
                    new TaskChanged(
                            0, task(), new TaskChange(1, AT, "local", What.CREATED, null, null, null, List.of())));
            append(journal, new TaskNumbered(1, 91, "greeting", AT + 1));
            DecisionMade made = decision(AT + 2, "{\"unit\":\"u-1\"}");
            append(journal, made);
            append(
                    journal,
                    new RewardGiven(
                            made.decision(),
                            0,
                            true,
                            1.0,
                            AT + 3,
                            (AT + 4) << StampClock.COUNT_BITS,
                            AT + 9,
                            false,
                            false,
                            new Source("judge", 0.5)));
            append(journal, new DecisionsCounted(1, 91, 1, 1, 3, AT / 500, 12, AT + 5, AT + 9));
        }
        List<String> lines = told("one");
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0))
                .startsWith(
                        "{\"type\":\"task_changed\",\"at\":\"2026-09-21T14:13:20Z\",\"node\":\"5\",\"position\":\"1.1\",\"cursor\":\"5-1.1\"")
                .contains(
                        "\"task\":\"greeting\"",
                        "\"who\":\"local\",\"what\":\"created\"",
                        "\"payload\":{\"prompt\":\"Say it.\"}");
        assertThat(lines.get(1)).isEqualTo("""
                {"type":"task_numbered","at":"2026-09-21T14:13:20.001Z","node":"5","position":"1.2","cursor":"5-1.2",\
                "tenant":1,"task":"greeting","task_id":91}""");
        assertThat(lines.get(2)).isEqualTo("""
                {"type":"decision","at":"2026-09-21T14:13:20.002Z","node":"5","position":"1.3","cursor":"5-1.3",\
                "tenant":1,"task":"greeting","task_id":91,"variant":"warm","variant_id":2,"version":1,"revision":1,\
                "propensity":0.25,"counts":true,"closes":"2026-09-21T14:14:20.002Z","about":{"unit":"u-1"}}""");
        assertThat(lines.get(3)).isEqualTo("""
                {"type":"reward","at":"2026-09-21T14:13:20.004Z","node":"5","position":"1.4","cursor":"5-1.4",\
                "tenant":1,"task":"greeting","task_id":91,"variant":"warm","variant_id":2,"version":1,\
                "decision":{"node":"5","position":"1.3","at":"2026-09-21T14:13:20.002Z","propensity":0.25},\
                "metric":"resolved","metric_position":0,"value":1,"true_at":"2026-09-21T14:13:20.003Z",\
                "stamp":114560000000256,"late":false,"source":"judge","trust":0.5,"closes":"2026-09-21T14:13:20.009Z"}""");
        assertThat(lines.get(4)).isEqualTo("""
                {"type":"decisions_counted","at":"2026-09-21T14:13:20.005Z","node":"5","position":"1.5","cursor":"5-1.5",\
                "tenant":1,"task":"greeting","task_id":91,"variant":"plain","variant_id":1,"version":1,"count":12,\
                "from":"2026-09-21T14:13:20Z","to":"2026-09-21T14:13:20.500Z","closes":"2026-09-21T14:13:20.009Z"}""");
        assertThat(warnings).isEmpty();
        for (String line : lines) {
            Object ignored = JsonTree.of(line);
        }
    }

    @Test
    void eventsOfManyNodes_areInTheOrderOfTime_andEachNodesInItsOwn() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<Journal> journals = new ArrayList<>();
        for (int node = 1; node <= 4; node++) {
            journals.add(open("node-" + node, node));
        }
        long now = AT;
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(3);
            append(journals.get(random.nextInt(4)), decision(now, ""));
        }
        journals.forEach(Journal::close);
        List<String> lines = told("node-1", "node-2", "node-3", "node-4");
        assertThat(lines).hasSize(2_000);
        assertThat(lines.stream()
                        .map(line -> field(line, "at").length() == 20
                                ? field(line, "at").replace("Z", ".000Z")
                                : field(line, "at")))
                .isSorted();
        for (int node = 1; node <= 4; node++) {
            String mine = Integer.toString(node);
            assertThat(lines.stream()
                            .filter(line -> field(line, "node").equals(mine))
                            .map(line -> Long.parseLong(field(line, "position").substring(2))))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    private static String field(String line, String name) {
        int start = line.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return line.substring(start, line.indexOf('"', start));
    }

    @Test
    void aFolderThatIsServed_isReadAsItIs_andNotChanged() throws IOException {
        try (Journal journal = open("one", 5)) {
            append(journal, decision(AT, ""));
            byte[] before = Files.readAllBytes(onlyFile("one"));
            assertThat(told("one")).hasSize(1);
            assertThat(Files.readAllBytes(onlyFile("one"))).isEqualTo(before);
            append(journal, decision(AT, ""));
            assertThat(told("one")).hasSize(2);
        }
        assertThat(warnings).isEmpty();
    }

    private Path onlyFile(String name) throws IOException {
        try (Stream<Path> files = Files.list(data(name).resolve("journal"))) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void damage_isTold_andPassedOver() throws IOException {
        try (Journal journal = open("one", 5)) {
            for (int i = 0; i < 10; i++) {
                append(journal, decision(AT + i, "{\"unit\":\"someone\"}"));
            }
        }
        Path file = onlyFile("one");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length * 3 / 4] ^= 1;
        Files.write(file, bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Trail.Told told = Trail.tell(List.of(data("one")), out, warnings::add);
        assertThat(told).isEqualTo(new Trail.Told(9, 1));
        assertThat(warnings).singleElement().asString().contains("damaged", file.toString(), "1 event");
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 3));
        warnings.clear();
        assertThat(told("one")).hasSize(8);
        assertThat(warnings).hasSize(2).last().asString().contains("not finished");
    }

    @Test
    void foldersWithoutAJournal_orOfTheSameNode_areRefused() throws IOException {
        Files.createDirectories(data("empty"));
        assertThatThrownBy(() -> told("empty"))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("no journal");
        assertThatThrownBy(() -> told("missing")).isInstanceOf(JournalException.class);
        open("one", 5).close();
        open("two", 5).close();
        assertThatThrownBy(() -> told("one", "two"))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("another folder");
    }
}
