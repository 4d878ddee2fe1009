package dev.pulley.server.testing;

import dev.pulley.server.change.ChangeService;
import dev.pulley.server.change.ChangeService.Changed;
import dev.pulley.server.change.ChangeService.Target;
import dev.pulley.server.change.Edit;
import dev.pulley.server.change.GuardrailWatch;
import dev.pulley.server.change.Precondition;
import dev.pulley.server.copies.Copies;
import dev.pulley.server.copies.Covered;
import dev.pulley.server.decision.ChunkCursors;
import dev.pulley.server.decision.DecideRequest;
import dev.pulley.server.decision.Decided;
import dev.pulley.server.decision.DecisionService;
import dev.pulley.server.event.Position;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalKeeper;
import dev.pulley.server.journal.JournalSettings;
import dev.pulley.server.journal.Retention;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.Result;
import dev.pulley.server.redis.RedisAwayException;
import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.redis.RedisUnfitException;
import dev.pulley.server.reward.Reporter;
import dev.pulley.server.reward.RewardReport;
import dev.pulley.server.reward.RewardRequest;
import dev.pulley.server.reward.RewardService;
import dev.pulley.server.shipper.Shipper;
import dev.pulley.server.snapshot.Refresher;
import dev.pulley.server.stats.StatsService;
import dev.pulley.server.stats.TaskStats;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.token.SealKey;
import dev.pulley.server.token.SealSource;
import dev.pulley.server.token.TokenSealer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server without its HTTP: journal, shipper, refresher and services, put together as the wiring does, on a real Redis. For
 * one thread.
 */
public final class Node implements AutoCloseable {
    private static final int TENANT = 1;
    private static final int CHANGES_MAX = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofMillis(500);
    private static final byte[] NOTHING = {};
    private static final SealKey SEAL = new SealKey(1, new byte[SealKey.SECRET_BYTES]);

    private final Journal journal;
    private final JournalKeeper keeper;
    private final Copies copies;
    private final RedisStore redis;
    private final Refresher refresher;
    private final Shipper shipper;
    private final DecisionService decisions;
    private final RewardService rewards;
    private final ChangeService changes;
    private final StatsService stats;

    /**
     * How what is old is kept.
     *
     * @param copiedAhead by so much later than it is what is closed is judged
     * @param copiedWithin all that closed is copied once within this
     */
    public record Keeping(JournalSettings journal, Duration copiedAhead, Duration copiedWithin) {
        static final Keeping STANDARD = new Keeping(JournalSettings.STANDARD, Duration.ZERO, Duration.ofMinutes(10));
    }

    private Node(
            Path folder,
            long id,
            RedisStore redis,
            UnaryOperator<EvidenceSource> reading,
            Keeping keeping,
            InstantSource clock) {
        this.redis = redis;
        journal = Journal.open(folder.resolve("journal"), id, keeping.journal());
        keeper = JournalKeeper.start(journal, clock);
        copies = Copies.open(
                folder.resolve("copies"),
                Long.toString(journal.node(), 36),
                () -> clock.instant().plus(keeping.copiedAhead()));
        refresher = new Refresher(reading.apply(redis.evidence()), copies.remembered(), clock);
        Runnable onLost = () -> {
            refresher.reread();
            copies.recopyClosed();
        };
        shipper = new Shipper(journal, redis.ledger(), copies, clock, refresher::wake, onLost, () -> {});
        refresher.start();
        copies.start(refresher::current, redis.closed(), shipper::shippedTo, keeping.copiedWithin());
        keeper.prune(() ->
                new Retention.Safe(copies.covered().upTo(), copies.covered().closedBeforeMillis()));
        shipper.start();
        if (redis.isConnected()) {
            awaitSynced();
            get(refresher.afterLook());
        }
        decisions = new DecisionService(
                refresher::current,
                journal,
                new ChunkCursors(),
                new TokenSealer(SealSource.of(SEAL, List.of())),
                clock,
                new SplittableRandom(id));
        rewards = new RewardService(
                refresher,
                journal,
                shipper,
                new TokenSealer(SealSource.of(SEAL, List.of())),
                new StampClock(clock),
                clock,
                Runnable::run);
        changes = new ChangeService(refresher, journal, shipper, redis.changeLog(), clock);
        refresher.onBreach(new GuardrailWatch(changes)::breached);
        stats = new StatsService(refresher::current);
    }

    public static Node start(Path folder, long id, RealRedis redis) {
        return start(folder, id, redis, source -> source);
    }

    /** The same with {@code reading} between the refresher and Redis. */
    public static Node start(Path folder, long id, RealRedis redis, UnaryOperator<EvidenceSource> reading) {
        return start(folder, id, redis, reading, Keeping.STANDARD, InstantSource.system());
    }

    /** One that copies what is old, and lets it go. */
    public static Node start(Path folder, long id, RealRedis redis, Keeping keeping) {
        return start(folder, id, redis, source -> source, keeping, InstantSource.system());
    }

    /** One whose system's clock says something else. */
    public static Node start(Path folder, long id, RealRedis redis, InstantSource clock) {
        return start(folder, id, redis, source -> source, Keeping.STANDARD, clock);
    }

    private static Node start(
            Path folder,
            long id,
            RealRedis redis,
            UnaryOperator<EvidenceSource> reading,
            Keeping keeping,
            InstantSource clock) {
        try {
            RedisStore store = RedisStore.at(redis.uri());
            store.connect();
            return new Node(folder, id, store, reading, keeping, clock);
        } catch (RedisUnfitException | RedisAwayException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that starts while Redis is not there, and finds it when it is. */
    public static Node startWithoutRedis(Path folder, long id, RealRedis redis) {
        try {
            RedisStore store = RedisStore.at(redis.uri());
            store.connectWhenItIsThere();
            return new Node(folder, id, store, source -> source, Keeping.STANDARD, InstantSource.system());
        } catch (RedisUnfitException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitSynced() {
        try {
            if (!shipper.awaitSynced(PATIENCE)) {
                throw new IllegalStateException("Redis does not say how far it has come");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Result<Changed> tryToPut(String task, String definition) {
        return tryToChange(
                task, new Edit.Define(ok(DefinitionReader.read(definition.getBytes(StandardCharsets.UTF_8)))));
    }

    public Result<Changed> tryToChange(String task, Edit edit) {
        return get(changes.change(new Target(TENANT, task, new Precondition.Anything(), "local"), edit));
    }

    public Changed rollBack(String task, long revision) {
        return ok(get(changes.rollBack(new Target(TENANT, task, new Precondition.Anything(), "local"), revision)));
    }

    /** Defines a task. */
    public void put(String task, String definition) {
        Object ignored = ok(tryToPut(task, definition));
    }

    public Result<Decided> tryToDecide(String task) {
        return decisions.decide(TENANT, new DecideRequest(task, null, null, false, NOTHING));
    }

    /** One decision; its token. */
    public String decide(String task) {
        return ok(tryToDecide(task)).token();
    }

    /** One for a unit. */
    public String decideFor(String task, String unit) {
        return ok(decisions.decide(TENANT, new DecideRequest(task, unit, null, false, NOTHING)))
                .token();
    }

    public List<String> decide(String task, int count) {
        List<String> tokens = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tokens.add(decide(task));
        }
        return tokens;
    }

    /** Begins to report the same value for each of the decisions. */
    public CompletionStage<Result<RewardReport>> reporting(List<String> tokens, String metric, @Nullable Double value) {
        List<Result<RewardRequest>> requests = tokens.stream()
                .map(token -> Result.ok(
                        new RewardRequest(RewardRequest.Target.Decisions.of(token), metric, value, false, null)))
                .toList();
        return rewards.report(Reporter.of(TENANT, null, 1), requests);
    }

    /** A decision that may never be shown; its token. */
    public String decideToConfirm(String task) {
        return ok(decisions.decide(TENANT, new DecideRequest(task, null, null, true, NOTHING)))
                .token();
    }

    public RewardReport expose(List<String> tokens) {
        return ok(get(rewards.expose(TENANT, new RewardRequest.Target.Decisions(tokens, false))));
    }

    /** So many decisions with the same reference. */
    public void decide(String task, String reference, int count) {
        for (int i = 0; i < count; i++) {
            Object ignored = ok(decisions.decide(TENANT, new DecideRequest(task, null, reference, false, NOTHING)));
        }
    }

    public CompletionStage<Result<RewardReport>> reportingByReference(
            String task, String reference, String metric, @Nullable Double value) {
        return rewards.report(
                Reporter.of(TENANT, null, 1),
                List.of(Result.ok(new RewardRequest(
                        new RewardRequest.Target.Reference(task, reference), metric, value, false, null))));
    }

    public RewardReport reportByReference(String task, String reference, String metric, @Nullable Double value) {
        return ok(get(reportingByReference(task, reference, metric, value)));
    }

    public RewardReport report(List<String> tokens, String metric, @Nullable Double value) {
        return ok(get(reporting(tokens, metric, value)));
    }

    /** What was done to a task, the newest first. */
    public List<TaskChange> changes(String task) {
        return ok(get(changes.changesBelow(TENANT, task, Long.MAX_VALUE, CHANGES_MAX)));
    }

    /** What is known of a task now. */
    public TaskStats stats(String task) {
        return ok(stats.stats(TENANT, task));
    }

    /** What is known of a task once it is as wanted; as it is, if that takes too long. */
    public TaskStats statsOnce(String task, Predicate<TaskStats> wanted) {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        look();
        while (!wanted.test(stats(task)) && System.nanoTime() < endNanos) {
            look();
        }
        return stats(task);
    }

    /** Brings what is known up to date. */
    public void look() {
        Object ignored = get(refresher.afterLook());
    }

    /** Waits until it has found that Redis belongs to others. */
    public void awaitForeign() {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!shipper.isForeign() && System.nanoTime() < endNanos) {
            look();
        }
    }

    /** Up to where all events are applied. */
    public Position shippedTo() {
        return shipper.shippedTo();
    }

    /** Since when nothing is shipped; 0 while all is. */
    public long silentSinceMillis() {
        return shipper.silentSinceMillis();
    }

    /** Which events nobody needs any more, since all that they touched is closed and copied. */
    public Covered covered() {
        return copies.covered();
    }

    public Journal journal() {
        return journal;
    }

    public static <T> T ok(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Refused<T>(Problem problem) -> throw new AssertionError("refused: " + problem);
        };
    }

    public static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops without waiting for what can't be shipped now. */
    @Override
    public void close() {
        shipper.stop(STOP_PATIENCE);
        // Its last notes would else come into a folder that the test deletes.
        copies.stop(PATIENCE);
        refresher.stop(STOP_PATIENCE);
        keeper.stop();
        journal.close();
        redis.close();
    }
}
