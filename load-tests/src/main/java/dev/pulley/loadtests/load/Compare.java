package dev.pulley.loadtests.load;

import dev.pulley.loadtests.bare.BareRewards;
import dev.pulley.loadtests.bare.BareServerProcess;
import dev.pulley.loadtests.figures.Ratio;
import dev.pulley.loadtests.figures.Sheet;
import dev.pulley.loadtests.generator.Measured;
import dev.pulley.loadtests.generator.Moment;
import dev.pulley.loadtests.generator.Pace;
import dev.pulley.loadtests.generator.Traffic;
import dev.pulley.loadtests.process.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Pulley with everything on beside what the wire and Redis allow, in turns, baseline first. Both servers are there all the
 * time, warmed up, and one of them is loaded at a time. The bare server gets the same requests and answers as many bytes; the bare client
 * of Redis sends the batches that Pulley sent, to the same Redis, by the same script.
 */
final class Compare {
    private static final int CALLERS = 64;
    private static final int BATCH_CALLERS = 16;
    private static final int SAMPLE = 10_000;
    private static final int BATCHES_RECORDED = 400;
    private static final Duration RECORDED = Duration.ofSeconds(3);
    /** In a server's first half minute under load its compiler takes as much of the processors as its work. */
    private static final Duration WARMING = Duration.ofSeconds(40);

    private static final Duration WARMING_BARE = Duration.ofSeconds(15);
    private static final int MANY_TASKS = 1_000;
    /** More than these a second are not made ready, and a turn that runs out of them ends early. */
    private static final double SINGLE_PER_SECOND_MAX = 60_000;

    private static final double BATCHED_PER_SECOND_MAX = 250_000;
    private static final int READY_MAX = 1_500_000;

    private final Stage stage;
    private final Ground ground;
    private final LoadSettings settings;
    private final Sheet sheet;

    Compare(Stage stage, Ground ground, LoadSettings settings, Sheet sheet) {
        this.stage = stage;
        this.ground = ground;
        this.settings = settings;
        this.sheet = sheet;
    }

    /** Measures one side in one turn. */
    private interface Side {
        double figure(int turn) throws IOException;
    }

    void run() throws IOException {
        RedisProcess redis = ground.redis("redis");
        Target pulley = ground.serve("node", redis);
        Tasks one = new Tasks("one-", 1, settings.variants());
        stage.make(pulley, one, settings.seed());
        Tokens sample = stage.gather(pulley, one, SAMPLE, settings.seed());

        BareServerProcess decideEcho = ground.bareServer(answerBytes(pulley, new DecideTraffic(one, pulley.key(), 1)));
        BareServerProcess rewardEcho = ground.bareServer(
                answerBytes(pulley, new RewardTraffic(RewardTraffic.Form.SINGLE, sample, pulley.key(), 1)));
        Target bareDecide = bare(decideEcho, pulley);
        Target bareReward = bare(rewardEcho, pulley);
        Pace closed = new Pace.Closed(CALLERS);
        stage.run("warming up, Pulley", pulley, mixed(pulley, one, 0), closed, Duration.ZERO, WARMING);
        stage.run("warming up, bare", bareDecide, decisions(pulley, one, 0), closed, Duration.ZERO, WARMING_BARE);
        stage.run("warming up, bare", bareReward, decisions(pulley, one, 0), closed, Duration.ZERO, WARMING_BARE);
        if (settings.wants("decide")) {
            decide(pulley, bareDecide, one);
        }
        if (settings.wants("reward")) {
            reward(pulley, bareReward, one, sample);
        }
        if (settings.wants("mixed")) {
            mixed(pulley, bareDecide, one);
        }
        if (settings.wants("batches")) {
            batches(pulley, redis, one, "one task");
            Tasks many = new Tasks("many-", MANY_TASKS, settings.variants());
            stage.make(pulley, many, settings.seed());
            batches(pulley, redis, many, MANY_TASKS + " tasks");
        }
    }

    private static Target bare(BareServerProcess process, Target pulley) {
        return new Target(List.of(process.address()), pulley.key(), Ground.handle(process.processId()));
    }

    private int answerBytes(Target target, Traffic traffic) throws IOException {
        Sizing sizing = new Sizing(traffic);
        stage.run("one call", target, sizing, new Pace.Closed(1), Duration.ZERO, Duration.ofSeconds(20));
        return sizing.answerBytes();
    }

    private Ratio turns(
            String name, String unit, Side pulley, Side bare, double required, double goal, boolean isLessBetter)
            throws IOException {
        List<Double> measured = new ArrayList<>();
        List<Double> baseline = new ArrayList<>();
        // The first turn shows what is not compiled yet of this part; it is on the sheet, and in no ratio.
        for (int turn = 0; turn <= settings.turns(); turn++) {
            double ofBare = bare.figure(turn);
            double ofPulley = pulley.figure(turn);
            if (turn > 0) {
                baseline.add(ofBare);
                measured.add(ofPulley);
            }
        }
        Ratio ratio = new Ratio(name, unit, measured, baseline, required, goal, isLessBetter);
        sheet.add(ratio);
        return ratio;
    }

    private Measured shown(String name, Target target, Traffic traffic, Pace pace) throws IOException {
        Duration before = target.used();
        Measured measured = stage.run(name, target, traffic, pace, settings.warmUp(), settings.length());
        Duration used = target.used().minus(before);
        sheet.add(name, measured);
        long calls = measured.moments().stream().mapToLong(Moment::calls).sum();
        sheet.note(String.format(
                Locale.ROOT,
                "%s: %.1f us of the processors for each call, warm-up included",
                name,
                (double) used.toNanos() / 1e3 / Math.max(1, calls)));
        return measured;
    }

    private void decide(Target pulley, Target bare, Tasks tasks) throws IOException {
        Pace closed = new Pace.Closed(CALLERS);
        Ratio most = turns(
                "decide, closed loop of " + CALLERS,
                "decisions/s",
                turn -> shown("decide, Pulley, " + turn, pulley, decisions(pulley, tasks, turn), closed)
                        .perSecond(0),
                turn -> shown("decide, bare, " + turn, bare, decisions(pulley, tasks, turn), closed)
                        .perSecond(0),
                0.8,
                0.95,
                false);
        double half = most.measured().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0)
                / 2;
        Pace open = new Pace.Open(half, CALLERS);
        turns(
                "decide p99, open loop at half of its own most",
                "us",
                turn -> shown("decide at half, Pulley, " + turn, pulley, decisions(pulley, tasks, turn), open)
                        .percentileMicros(0, 99),
                turn -> shown("decide at half, bare, " + turn, bare, decisions(pulley, tasks, turn), open)
                        .percentileMicros(0, 99),
                2,
                1.3,
                true);
    }

    private DecideTraffic decisions(Target pulley, Tasks tasks, int turn) {
        return new DecideTraffic(tasks, pulley.key(), settings.seed() + turn);
    }

    private MixedTraffic mixed(Target pulley, Tasks tasks, int turn) {
        return new MixedTraffic(tasks, pulley.key(), settings.seed() + turn);
    }

    private RewardTraffic rewards(Target pulley, RewardTraffic.Form form, Tokens tokens, int turn) {
        return new RewardTraffic(form, tokens, pulley.key(), settings.seed() + turn);
    }

    private Tokens ready(Target pulley, Tasks tasks, double perSecond, int turn) throws IOException {
        double seconds = settings.length().plus(settings.warmUp()).toMillis() / 1e3;
        return stage.gather(pulley, tasks, (int) Math.min(READY_MAX, perSecond * seconds), settings.seed() + turn);
    }

    private void reward(Target pulley, Target bare, Tasks tasks, Tokens sample) throws IOException {
        Pace closed = new Pace.Closed(CALLERS);
        turns(
                "reward, single, in Redis before the answer, closed loop of " + CALLERS,
                "rewards/s",
                turn -> {
                    Tokens tokens = ready(pulley, tasks, SINGLE_PER_SECOND_MAX, turn);
                    return shown(
                                    "reward, Pulley, " + turn,
                                    pulley,
                                    rewards(pulley, RewardTraffic.Form.SINGLE, tokens, turn),
                                    closed)
                            .perSecond(0);
                },
                turn -> shown(
                                "reward, bare, " + turn,
                                bare,
                                rewards(pulley, RewardTraffic.Form.SINGLE, Tokens.endlessly(sample, SAMPLE / 2), turn),
                                closed)
                        .perSecond(0),
                0.5,
                0.7,
                false);
    }

    private void mixed(Target pulley, Target bare, Tasks tasks) throws IOException {
        Pace closed = new Pace.Closed(CALLERS);
        turns(
                "mixed: a decision, two proxies in one request, an outcome in another",
                "decisions/s, requests/s of the bare",
                turn -> shown("mixed, Pulley, " + turn, pulley, mixed(pulley, tasks, turn), closed)
                        .perSecond(MixedTraffic.DECIDE),
                turn -> shown("mixed, bare, " + turn, bare, decisions(pulley, tasks, turn), closed)
                        .perSecond(0),
                0.14,
                0.22,
                false);
    }

    private void batches(Target pulley, RedisProcess redis, Tasks tasks, String of) throws IOException {
        Pace closed = new Pace.Closed(BATCH_CALLERS);
        BareRewards bare = BareRewards.record(
                redis,
                BATCHES_RECORDED,
                () -> stage.run(
                        "recording batches",
                        pulley,
                        rewards(
                                pulley,
                                RewardTraffic.Form.ARRAY,
                                stage.gather(pulley, tasks, READY_MAX / 5, settings.seed()),
                                0),
                        closed,
                        Duration.ZERO,
                        RECORDED));
        for (RewardTraffic.Form form : List.of(RewardTraffic.Form.ARRAY, RewardTraffic.Form.NDJSON)) {
            turns(
                    form.kind().name() + ", " + of,
                    "rewards/s",
                    turn -> {
                        Tokens tokens = ready(pulley, tasks, BATCHED_PER_SECOND_MAX, turn);
                        return shown(
                                        form.kind().name() + ", " + of + ", Pulley, " + turn,
                                        pulley,
                                        rewards(pulley, form, tokens, turn),
                                        closed)
                                .itemsPerSecond(0);
                    },
                    turn -> bare.rewardsPerSecond(settings.length()),
                    0.5,
                    0.9,
                    false);
        }
    }
}
