package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.LiveHeap;
import dev.pulley.loadtests.process.Patience;
import dev.pulley.loadtests.process.RedisConnection;
import dev.pulley.loadtests.process.RedisProcess;
import dev.pulley.loadtests.process.Usage;
import dev.pulley.loadtests.traffic.LoadTask;
import dev.pulley.loadtests.traffic.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Nothing is broken, for a long time: what a server and its Redis use must not grow once windows have begun to close. */
final class Soak implements Scenario {
    private static final int TASKS = 10_000;
    private static final double RATE = 2_000;
    private static final Duration LENGTH = Duration.ofMinutes(30);
    private static final Duration READ_EVERY = Duration.ofSeconds(5);
    /** To count what lives in the heap stops the server for as long as a full collection takes. */
    private static final int READINGS_PER_COUNT = 12;

    private static final String WINDOW = "1m";
    private static final String GRACE = "10s";
    private static final double GROWTH_MAX = 0.05;

    private record Reading(double residentBytes, double redisBytes, double keys, double descriptors) {}

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String what() {
        return "10,000 tasks with windows of a minute, for a long time";
    }

    @Override
    public Outcome run(Ground ground, Settings settings) throws IOException {
        if (!Usage.canBeRead()) {
            throw new SkippedException("what a process uses can only be read on Linux");
        }
        RedisProcess redis = ground.redis("redis", "--appendonly", "no", "--save", "");
        Node node = ground.node("data", "--redis", redis.url());
        node.start();
        List<LoadTask> tasks = tasks();
        Trial.makeTasks(List.of(node), tasks, WINDOW, GRACE);
        ground.tell("  " + tasks.size() + " tasks are made");
        Trial trial = Trial.begin(ground, settings, List.of(node), tasks, settings.rateOr(RATE));
        trial.load().enter(Phase.BEFORE);
        List<Reading> readings = new ArrayList<>();
        List<Double> liveBytes = new ArrayList<>();
        long endNanos = System.nanoTime() + settings.lengthOr(LENGTH).toNanos();
        while (System.nanoTime() < endNanos) {
            Patience.pause(READ_EVERY);
            if (readings.size() % READINGS_PER_COUNT == 0) {
                liveBytes.add((double) LiveHeap.bytes(node.process().processId()));
            }
            Reading reading = read(node, redis);
            readings.add(reading);
            ground.tell(String.format(
                    Locale.ROOT,
                    "  server %.0f MiB, live heap %.1f MiB; Redis %.1f MiB in %.0f keys; %.0f descriptors",
                    reading.residentBytes() / (1 << 20),
                    liveBytes.getLast() / (1 << 20),
                    reading.redisBytes() / (1 << 20),
                    reading.keys(),
                    reading.descriptors()));
        }
        Outcome outcome = trial.end(name(), 1);
        List<Reading> steady = secondHalf(readings);
        outcome = flat(outcome, "the server's resident memory", steady, Reading::residentBytes);
        outcome = flat(outcome, "what lives in the server's heap", secondHalf(liveBytes), Double::doubleValue);
        outcome = flat(outcome, "Redis's memory", steady, Reading::redisBytes);
        outcome = flat(outcome, "Redis's keys", steady, Reading::keys);
        return flat(outcome, "the server's descriptors", steady, Reading::descriptors);
    }

    private static List<LoadTask> tasks() {
        List<LoadTask> kinds = LoadTask.mixed();
        List<LoadTask> tasks = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            tasks.add(kinds.get(i % kinds.size()).named("task-" + i));
        }
        return tasks;
    }

    /** The first warms up: windows have to close before anything can go. */
    private static <T> List<T> secondHalf(List<T> all) {
        return all.subList(all.size() / 2, all.size());
    }

    private static Reading read(Node node, RedisProcess redis) throws IOException {
        Usage usage = Usage.of(node.process().processId());
        try (RedisConnection connection = redis.connect()) {
            return new Reading(
                    usage.residentBytes(),
                    Double.parseDouble(connection.info("memory", "used_memory")),
                    Double.parseDouble(connection.text("DBSIZE")),
                    usage.descriptors());
        }
    }

    private static <T> Outcome flat(Outcome outcome, String what, List<T> readings, ToDoubleFunction<T> value) {
        Slope slope = Slope.of(readings.stream().mapToDouble(value).toArray());
        return outcome.withBar(
                slope.isFlat(GROWTH_MAX),
                String.format(
                        Locale.ROOT,
                        "%s over the second half: mean %.4g, growth %.1f%% (+- %.1f%%), at most %.0f%%",
                        what,
                        slope.mean(),
                        100 * slope.growth(),
                        100 * slope.growthError(),
                        100 * GROWTH_MAX));
    }
}
