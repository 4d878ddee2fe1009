package dev.pulley.loadtests.benchmark;

import dev.pulley.server.decision.ChunkCursors;
import dev.pulley.server.decision.DecideRequest;
import dev.pulley.server.decision.Decided;
import dev.pulley.server.decision.DecisionService;
import dev.pulley.server.http.DecideJson;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalKeeper;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.token.SealKey;
import dev.pulley.server.token.SealSource;
import dev.pulley.server.token.TokenSealer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a decision costs inside of the server, from a request's body to its answer's, as it is when a request comes: read, drawn,
 * journaled to a file, sealed, written. What the wire costs is not in it. The parts are measured beside the whole.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecideBenchmark {
    private static final int TENANT = 1;
    private static final int NODE = 77;
    private static final long SEED = 20_261_121;
    private static final byte[] BODY = "{\"task\":\"summarize-ticket\"}".getBytes(StandardCharsets.US_ASCII);

    @Param({"5", "1000"})
    public int variants;

    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Journal journal;

    @SuppressWarnings("NullAway.Init")
    private JournalKeeper keeper;

    @SuppressWarnings("NullAway.Init")
    private TokenSealer sealer;

    @SuppressWarnings("NullAway.Init")
    private DecisionService service;

    @SuppressWarnings("NullAway.Init")
    private DecideRequest request;

    @SuppressWarnings("NullAway.Init")
    private Decided decided;

    @Setup(Level.Trial)
    public void open() throws IOException {
        folder = Files.createTempDirectory("decide");
        journal = Journal.open(folder, NODE);
        keeper = JournalKeeper.start(journal, Clock.systemUTC());
        sealer = new TokenSealer(SealSource.of(SealKey.random(1, new SecureRandom()), List.of()));
        Task task = task();
        double[] shares = new double[variants];
        Arrays.fill(shares, 1.0 / variants);
        Snapshot snapshot =
                Snapshot.EMPTY.with(task.partition(), List.of(new Snapshot.Remembered(task, shares)), Map.of());
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        service = new DecisionService(() -> snapshot, journal, new ChunkCursors(), sealer, Clock.systemUTC(), random);
        request = value(DecideJson.read(BODY, null));
        decided = value(service.decide(TENANT, request));
    }

    private Task task() {
        String payload = "{\"prompt\":\"" + "Answer briefly, and say what you are not sure of. ".repeat(3) + "\"}";
        String list = IntStream.range(0, variants)
                .mapToObj(i -> "{\"name\":\"variant-" + (1_000 + i) + "\",\"payload\":" + payload + "}")
                .collect(Collectors.joining(","));
        String text = "{\"outcome\":{\"metric\":\"resolved\",\"kind\":\"binary\"},\"variants\":[" + list + "]}";
        TaskDefinition definition = value(DefinitionReader.read(text.getBytes(StandardCharsets.UTF_8)));
        Task task = value(Task.create(TENANT, "summarize-ticket", definition, SEED));
        return task.withId(64 + task.partition());
    }

    private static <T> T value(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Refused<T> refused -> throw new IllegalStateException(refused.toString());
        };
    }

    @Benchmark
    public byte[] requestToAnswer() {
        return DecideJson.write(value(service.decide(TENANT, value(DecideJson.read(BODY, null)))));
    }

    @Benchmark
    public Result<DecideRequest> read() {
        return DecideJson.read(BODY, null);
    }

    /** Drawn, journaled and sealed. */
    @Benchmark
    public Result<Decided> decide() {
        return service.decide(TENANT, request);
    }

    @Benchmark
    public byte[] write() {
        return DecideJson.write(decided);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        keeper.stop();
        journal.close();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
