package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import dev.pulley.server.testing.RealRedis;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Rewards for three tasks in random order, at one or the other of two servers: repeated, corrected, retracted, and true as of
 * their own times. What both servers know in the end is what the values with the greatest {@code at} come to, each alone. With
 * {@code -Dpulley.long=true} there are 100,000 of them.
 */
final class CorrectionsTest {
    private static final int REWARDS = Boolean.getBoolean("pulley.long") ? 100_000 : 3_000;
    private static final long SEED = 20_261_123;
    private static final int REWARDS_PER_VALUE_MAX = 9;
    /** Fewer than a decision has on average, which is 13: two metrics, five times each, a third of them repeated. */
    private static final int REWARDS_PER_DECISION = 12;

    private static final int ARRAY_MAX = 200;
    private static final int UNDER_WAY_MAX = 8;
    private static final int LOOKED_UP = 40;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final List<String> KINDS = List.of(
            "\"kind\":\"binary\"",
            "\"kind\":\"range\",\"min\":-1,\"max\":3",
            "\"kind\":\"number\",\"goal\":\"minimize\"");

    /** One value of one metric on one decision, true as of a time; null where it is reported without one. */
    private record Report(
            int decision,
            String metric,
            @Nullable Double value,
            @Nullable Long atMillis) {
        String key() {
            return decision + " " + metric;
        }
    }

    private record Decided(String task, String variant, String token) {}

    private final Random random = new Random(SEED);
    private final List<Decided> decisions = new ArrayList<>();
    private final Map<String, Report> standing = new HashMap<>();

    @Test
    void stats_areThoseOfTheValuesWithTheGreatestAt_whateverCameInWhichOrder() throws Exception {
        try (RealRedis redis = RealRedis.any().open();
                RunningServer first = RunningServer.start(redis);
                RunningServer second = RunningServer.start(redis);
                Api one = new Api(first.uri());
                Api two = new Api(second.uri())) {
            List<Api> servers = List.of(one, two);
            for (int task = 0; task < KINDS.size(); task++) {
                define(one, "task-" + task, KINDS.get(task));
                String name = "task-" + task;
                awaitStatus(two, "/v1/tasks/" + name, 200);
                decide(servers, name, REWARDS / KINDS.size() / REWARDS_PER_DECISION + 1);
            }
            List<Report> reports = reports();
            send(servers, reports);
            for (Api server : servers) {
                for (int task = 0; task < KINDS.size(); task++) {
                    assertStanding(server, "task-" + task);
                }
                assertLookedUp(server);
            }
            report(reports);
        }
    }

    @SuppressWarnings("SystemOut") // figures of the long form, for whoever ran it
    private void report(List<Report> reports) {
        if (REWARDS >= 100_000) {
            System.out.printf(
                    "corrections: %,d rewards of %,d values on %,d decisions, seed %d%n",
                    reports.size(), standing.size(), decisions.size(), SEED);
        }
    }

    private static void define(Api api, String task, String kind) {
        assertThat(api.put(
                                "/v1/tasks/" + task,
                                "{\"outcome\":{\"metric\":\"y\"," + kind + "},"
                                        + "\"proxies\":[{\"metric\":\"p\",\"kind\":\"range\",\"min\":0,\"max\":9}],"
                                        + "\"variants\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}")
                        .status())
                .isEqualTo(201);
    }

    private static void awaitStatus(Api api, String path, int status) {
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        while (api.get(path).status() != status && System.nanoTime() < endNanos) {
            Thread.onSpinWait();
        }
    }

    private void decide(List<Api> servers, String task, int count) {
        for (int i = 0; i < count; i++) {
            Answer answer = servers.get(i % 2).post("/v1/decide", "{\"task\":\"" + task + "\"}");
            assertThat(answer.status()).isEqualTo(200);
            JsonTree decided = answer.json();
            decisions.add(new Decided(task, decided.text("variant"), decided.text("decision")));
        }
    }

    /** All that will be sent, in the order in which it will be; notes what is to stand. */
    private List<Report> reports() {
        long since = System.currentTimeMillis() + 1;
        while (System.currentTimeMillis() <= since + REWARDS_PER_VALUE_MAX) {
            Thread.onSpinWait();
        }
        List<Report> all = new ArrayList<>();
        for (int decision = 0; decision < decisions.size(); decision++) {
            for (String metric : List.of("y", "p")) {
                all.addAll(reports(decision, metric, since));
            }
        }
        assertThat(all.size()).isGreaterThan(REWARDS);
        Collections.shuffle(all, random);
        return all;
    }

    private List<Report> reports(int decision, String metric, long since) {
        List<Report> some = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        for (int i = 0; i < REWARDS_PER_VALUE_MAX; i++) {
            times.add(i);
        }
        Collections.shuffle(times, random);
        int count = 1 + random.nextInt(REWARDS_PER_VALUE_MAX);
        for (int i = 0; i < count; i++) {
            boolean isOfNow = i == 0 && random.nextInt(10) == 0;
            Report report = new Report(
                    decision, metric, value(decision, metric), isOfNow ? null : (Long) (since + times.get(i)));
            some.add(report);
            standing.merge(report.key(), report, CorrectionsTest::later);
            while (random.nextInt(4) == 0) {
                some.add(report);
            }
        }
        return some;
    }

    private static Report later(Report one, Report other) {
        long oneAt = one.atMillis() == null ? Long.MAX_VALUE : one.atMillis();
        long otherAt = other.atMillis() == null ? Long.MAX_VALUE : other.atMillis();
        return oneAt > otherAt ? one : other;
    }

    private @Nullable Double value(int decision, String metric) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        if (metric.equals("p")) {
            return (double) random.nextInt(10);
        }
        return switch (decisions.get(decision).task()) {
            case "task-0" -> (double) random.nextInt(2);
            case "task-1" -> random.nextInt(9) / 2.0 - 1;
            default -> random.nextGaussian() * 1e3;
        };
    }

    private void send(List<Api> servers, List<Report> reports) throws Exception {
        Deque<CompletableFuture<Answer>> underWay = new ArrayDeque<>();
        int next = 0;
        while (next < reports.size() || !underWay.isEmpty()) {
            if (next < reports.size() && underWay.size() < UNDER_WAY_MAX) {
                int end = Math.min(reports.size(), next + 1 + random.nextInt(ARRAY_MAX));
                String body = reports.subList(next, end).stream()
                        .map(this::json)
                        .collect(Collectors.joining(",", "{\"rewards\":[", "]}"));
                Api server = servers.get(random.nextInt(servers.size()));
                underWay.add(server.sending(server.request("/v1/rewards").POST(BodyPublishers.ofString(body))));
                next = end;
            } else {
                Answer answer = underWay.remove().get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
                assertThat(answer.status()).as(answer.body()).isIn(200, 202);
                assertThat(answer.json().number("rejected_count"))
                        .as(answer.body())
                        .isZero();
                assertThat(answer.json().number("late")).isZero();
            }
        }
    }

    private String json(Report report) {
        String at = report.atMillis() == null ? "" : ",\"at\":\"" + Instant.ofEpochMilli(report.atMillis()) + "\"";
        return "{\"decision\":\"" + decisions.get(report.decision()).token() + "\",\"metric\":\"" + report.metric()
                + "\",\"value\":" + report.value() + at + "}";
    }

    /** What is to stand of a task's outcome, for each variant: how many, and their sum. */
    private Map<String, double[]> expected(String task) {
        Map<String, double[]> sums = new HashMap<>();
        for (int i = 0; i < decisions.size(); i++) {
            Decided decided = decisions.get(i);
            Report report = standing.get(i + " y");
            if (decided.task().equals(task)) {
                double[] sum = sums.computeIfAbsent(decided.variant(), any -> new double[3]);
                sum[0]++;
                if (report != null && report.value() != null) {
                    sum[1]++;
                    sum[2] += report.value();
                }
            }
        }
        return sums;
    }

    /** The history's means are plain averages, so that sums follow from them. */
    private static Map<String, double[]> told(Api api, String task) {
        Map<String, double[]> sums = new HashMap<>();
        JsonTree history = api.get("/v1/tasks/" + task + "/history").json();
        for (int step = 0; step < history.size("steps"); step++) {
            for (int i = 0; i < history.size("steps." + step + ".variants"); i++) {
                String path = "steps." + step + ".variants." + i + ".";
                double[] sum = sums.computeIfAbsent(history.text(path + "name"), any -> new double[3]);
                sum[0] += history.number(path + "decisions");
                sum[1] += history.number(path + "outcomes");
                sum[2] += history.at(path + "mean") == null
                        ? 0
                        : history.number(path + "mean") * history.number(path + "outcomes");
            }
        }
        return sums;
    }

    private void assertStanding(Api api, String task) {
        Map<String, double[]> expected = expected(task);
        double outcomes = expected.values().stream().mapToDouble(sum -> sum[1]).sum();
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        boolean isThere = false;
        while (!isThere && System.nanoTime() < endNanos) {
            Map<String, double[]> told = told(api, task);
            isThere = expected.entrySet().stream()
                    .allMatch(entry -> isNear(entry.getValue(), told.getOrDefault(entry.getKey(), new double[3])));
        }
        Map<String, double[]> told = told(api, task);
        expected.forEach((variant, sum) -> {
            double[] its = told.getOrDefault(variant, new double[3]);
            assertThat(its[0]).as("decisions of " + variant).isEqualTo(sum[0]);
            assertThat(its[1]).as("outcomes of " + variant).isEqualTo(sum[1]);
            assertThat(its[2]).as("sum of " + variant).isCloseTo(sum[2], within(slack(sum[2])));
        });
        JsonTree stats = api.get("/v1/tasks/" + task + "/stats").json();
        assertThat(stats.number("outcomes")).isEqualTo(outcomes);
        assertThat(stats.number("late")).isZero();
    }

    private static boolean isNear(double[] expected, double[] told) {
        return expected[0] == told[0]
                && expected[1] == told[1]
                && Math.abs(expected[2] - told[2]) <= slack(expected[2]);
    }

    /** Of sums of numbers up to some thousands, added in another order. */
    private static double slack(double sum) {
        return 1e-6 + 1e-9 * Math.abs(sum);
    }

    private void assertLookedUp(Api api) {
        for (int i = 0; i < LOOKED_UP; i++) {
            int decision = random.nextInt(decisions.size());
            JsonTree found =
                    api.get("/v1/decisions/" + decisions.get(decision).token()).json();
            for (int j = 0; j < found.size("values"); j++) {
                Report report =
                        Objects.requireNonNull(standing.get(decision + " " + found.text("values." + j + ".metric")));
                assertThat(found.at("values." + j + ".value")).isEqualTo(report.value());
                if (report.atMillis() != null) {
                    assertThat(Instant.parse(found.text("values." + j + ".at")).toEpochMilli())
                            .isEqualTo(report.atMillis());
                }
            }
            assertThat(found.size("values")).isEqualTo(2);
        }
    }
}
