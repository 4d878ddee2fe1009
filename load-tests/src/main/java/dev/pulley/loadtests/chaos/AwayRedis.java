package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.Patience;
import dev.pulley.loadtests.process.RedisProcess;
import dev.pulley.loadtests.traffic.LoadTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One server whose Redis, a process of its own that keeps an append-only file, goes away and comes back. */
final class AwayRedis implements Scenario {
    /** How Redis goes. */
    private enum Way {
        /** It is killed, and started again. */
        KILLED,
        /** It keeps its connections and does nothing. */
        HELD
    }

    private static final double SLOWDOWN_MAX = 2;
    private static final Duration BACKLOG_MAX = Duration.ofSeconds(10);
    private static final Duration BETWEEN_SHORT = Duration.ofMillis(300);

    /** A task beside those of the load, so that what is decided to look at it disturbs no tally. */
    private static final String MEANWHILE = "meanwhile";

    private final String name;
    private final String what;
    private final Way way;
    private final int ownRounds;
    private final Duration away;
    private final Duration between;
    /** Whether another server is started while Redis is away. */
    private final boolean isStartedMeanwhile;

    private AwayRedis(
            String name,
            String what,
            Way way,
            int ownRounds,
            Duration away,
            Duration between,
            boolean isStartedMeanwhile) {
        this.name = name;
        this.what = what;
        this.way = way;
        this.ownRounds = ownRounds;
        this.away = away;
        this.between = between;
        this.isStartedMeanwhile = isStartedMeanwhile;
    }

    static AwayRedis killed() {
        return new AwayRedis(
                "kill-redis",
                "kill -9 of Redis, started again at once",
                Way.KILLED,
                50,
                Duration.ofMillis(100),
                Duration.ofMillis(1_000),
                false);
    }

    static AwayRedis outage() {
        return new AwayRedis(
                "redis-outage",
                "Redis away for a minute; another server starts meanwhile",
                Way.KILLED,
                1,
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                true);
    }

    static AwayRedis held() {
        return new AwayRedis(
                "redis-stop",
                "Redis held by SIGSTOP for 20 seconds",
                Way.HELD,
                1,
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                false);
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
        RedisProcess redis = ground.redis("redis", "--appendonly", "yes", "--appendfsync", "everysec", "--save", "");
        Node node = ground.node("data", "--redis", redis.url());
        node.start();
        Node other = ground.node("other", "--redis", redis.url());
        if (isStartedMeanwhile) {
            other.start();
            Trial.makeTasks(
                    List.of(node, other), List.of(LoadTask.mixed().getFirst().named(MEANWHILE)), "1h", "10m");
        }
        Trial trial = Trial.begin(ground, settings, List.of(node));
        if (isStartedMeanwhile) {
            other.process().terminate();
        }
        int rounds = settings.roundsOr(ownRounds);
        for (int round = 1; round <= rounds; round++) {
            trial.pauseAbout(settings.isShort() ? BETWEEN_SHORT : between);
            leave(redis);
            Duration time = settings.lengthOr(away);
            if (isStartedMeanwhile) {
                Patience.pause(time.dividedBy(2));
                startMeanwhile(trial, other);
                Patience.pause(time.dividedBy(2));
            } else {
                trial.pauseAbout(time);
            }
            comeBack(redis);
            trial.awaitBacklog();
            ground.tell("  round " + round + " of " + rounds + " is over");
        }
        Outcome outcome = trial.end(name, rounds);
        return settings.isShort() ? outcome : outcome.withOutageBars(SLOWDOWN_MAX, BACKLOG_MAX);
    }

    private void leave(RedisProcess redis) throws IOException {
        switch (way) {
            case KILLED -> redis.kill();
            case HELD -> redis.hold();
        }
    }

    private void comeBack(RedisProcess redis) throws IOException {
        switch (way) {
            case KILLED -> redis.start();
            case HELD -> redis.goOn();
        }
    }

    /** A server that knew the tasks must decide from what its own folder kept. */
    private static void startMeanwhile(Trial trial, Node other) {
        try {
            trial.readyAfter(other.start());
            int status = other.client()
                    .send("POST", "/v1/decide", "{\"task\":\"" + MEANWHILE + "\"}")
                    .status();
            if (status != 200) {
                trial.fail("a server that starts while Redis is away answers a decision with " + status);
            }
        } catch (IOException e) {
            trial.fail("a server does not start while Redis is away: " + firstLine(e));
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .reduce((first, last) -> last)
                .orElse("");
    }
}
