package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.Patience;
import dev.pulley.loadtests.process.RedisConnection;
import dev.pulley.loadtests.process.RedisProcess;
import dev.pulley.loadtests.traffic.Audit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** A Redis that loses what it kept, all of it or what is newer than a dump. Two servers put it together again. */
final class LostRedis implements Scenario {
    private enum Way {
        FLUSHED,
        OLD_DUMP
    }

    private static final int ROUNDS = 3;
    private static final Duration BETWEEN = Duration.ofSeconds(4);
    private static final Duration SAVE_MAX = Duration.ofSeconds(60);
    private static final Duration LEARN_MAX = Duration.ofSeconds(60);
    private static final String DUMP = "dump.rdb";

    private final String name;
    private final String what;
    private final Way way;

    private LostRedis(String name, String what, Way way) {
        this.name = name;
        this.what = what;
        this.way = way;
    }

    static LostRedis flushed() {
        return new LostRedis(
                "flushall", "FLUSHALL under load; a new server then reads all of it from Redis", Way.FLUSHED);
    }

    static LostRedis oldDump() {
        return new LostRedis("old-dump", "Redis started again with an older dump", Way.OLD_DUMP);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public Outcome run(Ground ground, Settings settings) throws IOException {
        RedisProcess redis = ground.redis("redis", "--appendonly", "no", "--save", "");
        Node first = ground.node("data-1", "--redis", redis.url());
        Node second = ground.node("data-2", "--redis", redis.url());
        first.start();
        second.start();
        Trial trial = Trial.begin(ground, settings, List.of(first, second));
        int rounds = settings.roundsOr(ROUNDS);
        for (int round = 1; round <= rounds; round++) {
            trial.pauseAbout(BETWEEN);
            switch (way) {
                case FLUSHED -> flush(redis);
                case OLD_DUMP -> restore(redis, trial);
            }
            trial.awaitBacklog();
            ground.tell("  round " + round + " of " + rounds + " is over");
        }
        Outcome outcome = trial.end(name, rounds);
        return compareWithNewcomer(ground, redis, trial, outcome);
    }

    private static void flush(RedisProcess redis) throws IOException {
        try (RedisConnection connection = redis.connect()) {
            connection.call("FLUSHALL");
        }
    }

    private static void restore(RedisProcess redis, Trial trial) throws IOException {
        Path dump = redis.folder().resolve(DUMP);
        Path kept = redis.folder().resolve("kept.rdb");
        try (RedisConnection connection = redis.connect()) {
            connection.call("BGSAVE");
            Patience.await(
                    "the dump is written",
                    SAVE_MAX,
                    () -> connection
                                    .info("persistence", "rdb_bgsave_in_progress")
                                    .equals("0")
                            && Files.exists(dump));
        }
        Files.copy(dump, kept, StandardCopyOption.REPLACE_EXISTING);
        trial.pauseAbout(BETWEEN);
        redis.kill();
        Files.copy(kept, dump, StandardCopyOption.REPLACE_EXISTING);
        redis.start();
    }

    /** A server that has only Redis to learn from must know the same. */
    private static Outcome compareWithNewcomer(Ground ground, RedisProcess redis, Trial trial, Outcome outcome)
            throws IOException {
        Node newcomer = ground.node("data-3", "--redis", redis.url());
        newcomer.start();
        boolean isSame = Patience.comes(
                LEARN_MAX, () -> Audit.of(trial.tally(), newcomer.client()).holds());
        return isSame
                ? outcome.withBar(true, "a new server reads the same from Redis")
                : outcome.withFailure("a new server reads something else from Redis: "
                        + Audit.of(trial.tally(), newcomer.client()).findings());
    }
}
