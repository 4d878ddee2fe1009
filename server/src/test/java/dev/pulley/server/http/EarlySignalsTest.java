package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Proxies that run ahead of the outcome, on a server as it runs. */
final class EarlySignalsTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static final String TASK = """
            {"outcome":{"metric":"solved","kind":"binary","window":"1h","grace":"0s"},
             "proxies":[{"metric":"accepted","kind":"binary","weight":0.33}],
             "variants":[{"name":"a"},{"name":"b"}]}""";

    private static final int BATCH = 200;

    /** @param place how many decisions of the same variant were before it */
    private record Decided(String token, String variant, int place) {
        /** Of every ten decisions of a variant, so many; which ones is as good as chance. */
        String inTen(int ofA, int ofB) {
            return place * 7 % 10 < (variant.equals("a") ? ofA : ofB) ? "1" : "0";
        }
    }

    private final Map<String, Integer> places = new HashMap<>();

    private List<Decided> decide(String task, int count) {
        List<Decided> decided = new ArrayList<>();
        String request = "{\"task\":\"" + task + "\"}";
        for (int done = 0; done < count; done += BATCH) {
            JsonTree answer = SERVED.api()
                    .post(
                            "/v1/decide/batch",
                            IntStream.range(0, BATCH)
                                    .mapToObj(i -> request)
                                    .collect(Collectors.joining(",", "{\"requests\":[", "]}")))
                    .json();
            for (int i = 0; i < BATCH; i++) {
                String variant = answer.text("results." + i + ".decision.variant");
                int place = places.merge(task + variant, 1, Integer::sum) - 1;
                decided.add(new Decided(answer.text("results." + i + ".decision.decision"), variant, place));
            }
        }
        return decided;
    }

    private interface Value {
        String of(Decided decided);
    }

    private static void report(List<Decided> decided, String metric, Value value) {
        for (int from = 0; from < decided.size(); from += BATCH) {
            String rewards = decided.subList(from, Math.min(decided.size(), from + BATCH)).stream()
                    .map(each -> "{\"decision\":\"%s\",\"metric\":\"%s\",\"value\":%s}"
                            .formatted(each.token(), metric, value.of(each)))
                    .collect(Collectors.joining(",", "{\"rewards\":[", "]}"));
            Api.Answer answer = SERVED.api().post("/v1/rewards", rewards);
            assertThat(answer.json().number("rejected_count")).as("%s", answer).isZero();
        }
    }

    /** The stats when all that was reported so far has been looked at. */
    private static JsonTree stats(String task, Predicate<JsonTree> wanted) {
        JsonTree stats = SERVED.statsOnce(task, wanted);
        assertThat(wanted.test(stats)).as("%s", stats).isTrue();
        return stats;
    }

    private static Predicate<JsonTree> decisions(int count) {
        return stats -> stats.number("decisions") == count;
    }

    @Test
    void aTaskWhoseOutcomeNeverComes_shiftsItsTraffic_isNeverSure_andConcludesNothing() {
        String task = SERVED.task(TASK);
        report(decide(task, 400), "accepted", each -> each.inTen(3, 8));
        JsonTree shifted = stats(task, now -> now.number("variants.1.share") > 0.6);
        assertThat(shifted.number("variants.1.mean")).isGreaterThan(shifted.number("variants.0.mean"));
        report(decide(task, 4_000), "accepted", each -> each.inTen(3, 8));
        JsonTree after = stats(task, decisions(4_400).and(now -> now.number("variants.1.probability_best") > 0.6));
        assertThat(after.number("outcomes")).isZero();
        assertThat(after.number("variants.1.probability_best")).isLessThan(0.95);
        assertThat(after.number("variants.1.lift.low")).isNegative();
        assertThat(after.number("variants.1.anytime_low")).isZero();
        assertThat(after.number("variants.1.anytime_high")).isEqualTo(1);
        assertThat(after.text("verdict.state")).isEqualTo("collecting");
        assertThat(after.number("regret.even_split_total")).isGreaterThan(after.number("regret.total"));
        assertThat(after.at("proxies.0.correlation")).isNull();
        assertThat(after.at("proxies.0.alarm")).isEqualTo(false);
        assertThat(after.number("variants.0.share")).as("both are still tried").isGreaterThan(0.005);
    }

    @Test
    void correctionsAndRetractions_leaveNothingBehind() {
        String task = SERVED.task(TASK);
        List<Decided> decided = decide(task, 200);
        report(decided, "accepted", each -> each.inTen(3, 8));
        JsonTree first = stats(task, decisions(200).and(now -> now.number("variants.1.share") > 0.6));
        report(decided, "accepted", each -> each.inTen(8, 3));
        JsonTree corrected = stats(task, now -> now.number("variants.1.share") < 0.4);
        assertThat(corrected.number("variants.1.mean")).isLessThan(corrected.number("variants.0.mean"));
        report(decided, "accepted", each -> "null");
        JsonTree retracted =
                stats(task, now -> Math.abs(now.number("variants.1.mean") - now.number("variants.0.mean")) < 1e-9);
        assertThat(retracted.number("variants.0.share")).isCloseTo(0.5, within(1e-9));
        report(decided, "accepted", each -> each.inTen(3, 8));
        JsonTree again = stats(task, now -> now.number("variants.1.share") > 0.6);
        for (String field : List.of("variants.0.mean", "variants.1.mean", "variants.1.probability_best")) {
            assertThat(stats(task, now -> Math.abs(now.number(field) - first.number(field)) < 1e-6)
                            .number(field))
                    .as("%s of %s", field, again)
                    .isCloseTo(first.number(field), within(1e-6));
        }
    }

    @Test
    void truthThatLands_correctsAProxyThatIsGamed_andSaysSo() throws InterruptedException {
        // Buckets of 50 ms.
        String task = SERVED.task(TASK.replace("\"1h\"", "\"10s\""));
        List<Decided> honest = decide(task, 800);
        report(honest, "accepted", each -> each.inTen(5, 5));
        // Of ten in a row, four of the five that were accepted are solved, and one of the others.
        report(honest, "solved", each -> each.place() * 7 % 10 < 4 || each.place() * 7 % 10 == 9 ? "1" : "0");
        JsonTree quiet = stats(task, now -> now.number("outcomes") == 800);
        assertThat(quiet.at("proxies.0.alarm")).isEqualTo(false);
        assertThat(quiet.number("proxies.0.correlation")).isCloseTo(0.6, within(0.1));
        assertThat(quiet.number("proxies.0.weight")).isBetween(0.4, 0.7);
        // A few buckets later b is loved by everybody, and solves what it solved before.
        Thread.sleep(200);
        List<Decided> gamed = decide(task, 1_000);
        report(gamed, "accepted", each -> each.variant().equals("b") ? "1" : each.inTen(5, 5));
        stats(task, now -> now.number("variants.1.mean") > now.number("variants.0.mean"));
        report(gamed, "solved", each -> each.place() * 7 % 10 < 4 || each.place() * 7 % 10 == 9 ? "1" : "0");
        JsonTree alarmed = stats(task, now -> Boolean.TRUE.equals(now.at("proxies.0.alarm")));
        assertThat(alarmed.number("proxies.0.weight")).isZero();
        JsonTree settled = stats(task, now -> now.number("outcomes") == 1_800);
        assertThat(settled.number("variants.1.mean")).isCloseTo(0.5, within(0.05));
        JsonTree list = SERVED.api().get("/v1/tasks?summary=true&limit=1000").json();
        Optional<Double> alarms = IntStream.range(0, list.size("tasks"))
                .filter(i -> list.text("tasks." + i + ".task").equals(task))
                .mapToObj(i -> list.number("tasks." + i + ".summary.alarms"))
                .findFirst();
        assertThat(alarms).contains(1.0);
    }

    @Test
    void everyNode_andOneThatStartsLater_believesTheSame() {
        String task = SERVED.task(TASK);
        List<Decided> decided = decide(task, 600);
        report(decided, "accepted", each -> each.inTen(3, 6));
        report(decided.subList(0, 300), "solved", each -> each.inTen(4, 5));
        JsonTree here = stats(task, decisions(600).and(now -> now.number("outcomes") == 300));
        try (RunningServer later = RunningServer.start(SERVED.redis());
                Api api = new Api(later.uri())) {
            JsonTree there = api.get("/v1/tasks/" + task + "/stats").json();
            JsonTree now = stats(task, stats -> true);
            assertThat(there.number("outcomes")).isEqualTo(300);
            for (String field : List.of("share", "mean", "low", "high", "probability_best", "expected_loss")) {
                for (int i = 0; i < 2; i++) {
                    String path = "variants." + i + "." + field;
                    assertThat(there.number(path)).as(path).isCloseTo(now.number(path), within(1e-9));
                }
            }
            assertThat(there.number("proxies.0.weight")).isCloseTo(now.number("proxies.0.weight"), within(1e-9));
            assertThat(there.number("proxies.0.correlation"))
                    .isCloseTo(here.number("proxies.0.correlation"), within(1e-9));
        }
    }

    @Test
    void whereSilenceIsFailure_andASilentProxyIsZero_bothAreLearned() {
        String task = SERVED.task("""
                {"outcome":{"metric":"solved","kind":"binary","window":"3s","grace":"0s","absent":"failure"},
                 "proxies":[{"metric":"copied","kind":"binary","weight":0.2,"window":"2s","absent":"zero"}],
                 "variants":[{"name":"a"},{"name":"b"}]}""");
        List<Decided> decided = decide(task, 600);
        List<Decided> copied =
                decided.stream().filter(each -> each.inTen(2, 6).equals("1")).toList();
        report(copied, "copied", each -> "1");
        JsonTree young = stats(task, decisions(600));
        assertThat(young.number("outcomes")).isZero();
        // Half of those who copied succeed, and nobody else; nobody reports a failure.
        report(copied.stream().filter(each -> each.place() % 2 == 0).toList(), "solved", each -> "1");
        JsonTree closed = stats(task, now -> now.number("pending") == 0 && now.at("proxies.0.correlation") != null);
        assertThat(closed.number("variants.0.mean")).isCloseTo(0.1, within(0.05));
        assertThat(closed.number("variants.1.mean")).isCloseTo(0.3, within(0.05));
        assertThat(closed.number("proxies.0.correlation")).isBetween(0.5, 0.7);
        assertThat(closed.number("proxies.0.weight")).isCloseTo(0.5, within(0.1));
    }
}
