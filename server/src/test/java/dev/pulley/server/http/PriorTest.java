package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task that begins with what earlier ones of its kind have learned. */
final class PriorTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static final String PLAIN = """
            {"outcome":{"metric":"solved","kind":"binary"},%s
             "policy":{"name":"fixed"},"variants":[{"name":"a"},{"name":"b"}]}""";
    private static final String WITH_PROXY = """
            {"outcome":{"metric":"solved","kind":"binary"},%s
             "proxies":[{"metric":"accepted","kind":"binary","weight":0}],
             "variants":[{"name":"a"},{"name":"b"}]}""";

    private static String path(String task) {
        return "/v1/tasks/" + task;
    }

    private static String prior(String... tasks) {
        return "\"prior\":{\"tasks\":[\"" + String.join("\",\"", tasks) + "\"]},";
    }

    private static List<JsonTree> decide(String task, int count) {
        String requests = ("{\"task\":\"" + task + "\"},").repeat(count);
        Answer answer = SERVED.api()
                .post("/v1/decide/batch", "{\"requests\":[" + requests.substring(0, requests.length() - 1) + "]}");
        JsonTree results = answer.json();
        return IntStream.range(0, count)
                .mapToObj(i -> JsonTree.of("{\"decision\":\"" + results.text("results." + i + ".decision.decision")
                        + "\",\"variant\":\"" + results.text("results." + i + ".decision.variant") + "\"}"))
                .toList();
    }

    /** Reports on each of the decisions, by its place. */
    private static void report(List<JsonTree> decided, String metric, IntFunction<String> value) {
        StringBuilder rewards = new StringBuilder();
        for (int i = 0; i < decided.size(); i++) {
            rewards.append(i == 0 ? "" : ",")
                    .append("{\"decision\":\"")
                    .append(decided.get(i).text("decision"))
                    .append("\",\"metric\":\"")
                    .append(metric)
                    .append("\",\"value\":")
                    .append(value.apply(i))
                    .append('}');
        }
        assertThat(SERVED.api()
                        .post("/v1/rewards", "{\"rewards\":[" + rewards + "]}")
                        .json()
                        .number("accepted"))
                .isEqualTo(decided.size());
    }

    private static JsonTree statsOf(String task) {
        return SERVED.api().get(path(task) + "/stats").json();
    }

    /** A task whose variants both succeed in one case of five, known from 600 decisions. */
    private static String earlier() {
        String task = SERVED.task(String.format(PLAIN, ""));
        report(decide(task, 600), "solved", i -> i % 5 == 0 ? "1" : "0");
        assertThat(SERVED.statsOnce(task, now -> now.number("outcomes") == 600).number("outcomes"))
                .isEqualTo(600);
        return task;
    }

    @Test
    void aTaskWithAPrior_beginsWhereTheVariantsOfEarlierTasksLie_andStatsSayWhatIsTakenOver() {
        String first = earlier();
        String second = earlier();
        JsonTree without = statsOf(SERVED.task(String.format(PLAIN, "")));
        String task = SERVED.task(String.format(PLAIN, prior(first, second)));
        JsonTree with = statsOf(task);
        assertThat(without.size("prior")).isZero();
        assertThat(without.number("variants.0.mean")).isCloseTo(0.5, within(0.05));
        assertThat(with.number("variants.0.mean")).isCloseTo(0.2, within(0.05));
        assertThat(with.number("variants.0.high") - with.number("variants.0.low"))
                .isLessThan(0.6 * (without.number("variants.0.high") - without.number("variants.0.low")));
        assertThat(with.number("decisions")).as("nothing of theirs is its own").isZero();
        assertThat(with.number("variants.0.outcomes")).isZero();
        assertThat(with.number("variants.0.anytime_high")).isEqualTo(1);
        assertThat(with.size("prior")).isEqualTo(2);
        assertThat(with.text("prior.1.task")).isEqualTo(second);
        assertThat(with.number("prior.1.variants")).isEqualTo(2);
        assertThat(with.number("prior.1.outcomes")).isEqualTo(600);
        assertThat(with.at("prior.1.proxies")).isEqualTo(false);

        report(decide(task, 200), "solved", i -> i % 2 == 0 ? "1" : "0");
        JsonTree own = SERVED.statsOnce(task, now -> now.number("outcomes") == 200);
        assertThat(own.number("variants.0.mean"))
                .as("its own outcomes have the last word")
                .isCloseTo(0.5, within(0.15));
    }

    @Test
    void whatProxiesSaidInAnEarlierTask_countsFromTheFirstReportOn() {
        String first = SERVED.task(String.format(WITH_PROXY, ""));
        List<JsonTree> decided = decide(first, 800);
        report(decided, "accepted", i -> i % 2 == 0 ? "1" : "0");
        report(decided, "solved", i -> (i % 2 == 0) == (i % 20 < 17) ? "1" : "0");
        SERVED.statsOnce(first, now -> now.number("outcomes") == 800);
        String with = SERVED.task(String.format(WITH_PROXY, prior(first)));
        String without = SERVED.task(String.format(WITH_PROXY, ""));
        for (String task : List.of(with, without)) {
            List<JsonTree> some = decide(task, 600);
            report(some, "accepted", i -> some.get(i).text("variant").equals("b") == (i % 10 < 8) ? "1" : "0");
        }
        JsonTree shifted = SERVED.statsOnce(with, now -> now.number("variants.1.share") > 0.6);
        assertThat(shifted.number("variants.1.share")).isGreaterThan(0.6);
        assertThat(shifted.number("proxies.0.weight")).isCloseTo(0.7, within(0.15));
        assertThat(shifted.at("prior.0.proxies")).isEqualTo(true);
        assertThat(shifted.text("verdict.state")).isEqualTo("collecting");
        JsonTree even = SERVED.statsOnce(without, now -> now.number("decisions") == 600);
        assertThat(even.number("variants.1.share")).isCloseTo(0.5, within(0.05));

        String other = SERVED.task(String.format(WITH_PROXY, prior(first)).replace("accepted", "copied"));
        assertThat(statsOf(other).at("prior.0.proxies"))
                .as("another proxy in its place says nothing of it")
                .isEqualTo(false);
    }

    @Test
    void aPrior_isPartOfTheDefinition_goesAndComesBackWithIt_andOutlivesAnArchivedTask() {
        String first = earlier();
        String task = SERVED.task(String.format(PLAIN, prior(first)));
        assertThat(SERVED.api().get(path(task)).json().text("prior.tasks.0")).isEqualTo(first);
        assertThat(SERVED.api().delete(path(first)).status()).isEqualTo(200);
        assertThat(SERVED.api().put(path(task), String.format(PLAIN, "")).status())
                .isEqualTo(200);
        assertThat(statsOf(task).size("prior")).isZero();
        assertThat(statsOf(task).number("variants.0.mean")).isCloseTo(0.5, within(0.05));
        JsonTree changes = SERVED.api().get(path(task) + "/changes").json();
        assertThat(changes.text("changes.0.changed.0")).isEqualTo("/prior");
        assertThat(SERVED.api()
                        .post(path(task) + "/rollback", "{\"revision\":1}")
                        .status())
                .isEqualTo(200);
        assertThat(statsOf(task).number("prior.0.outcomes")).isEqualTo(600);
        assertThat(statsOf(task).number("variants.0.mean")).isCloseTo(0.2, within(0.05));
        JsonTree definition = SERVED.api().get(path(task) + "/revisions/1").json();
        assertThat(definition.text("prior.tasks.0")).isEqualTo(first);
    }

    @Test
    void aTask_isNotItsOwnPrior_andTakesNoneOfAnotherKind() {
        String number =
                SERVED.task("{\"outcome\":{\"metric\":\"y\",\"kind\":\"number\"},\"variants\":[{\"name\":\"a\"}]}");
        String own = ServedApi.newName();
        Answer refused = SERVED.api().put(path(own), String.format(PLAIN, prior(own, "no-such-task", number)));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("invalid_task");
        JsonTree problem = refused.json();
        assertThat(problem.size("errors")).isEqualTo(3);
        assertThat(problem.text("errors.0.field")).isEqualTo("/prior/tasks/0");
        assertThat(problem.text("errors.0.detail")).contains("its own prior");
        assertThat(problem.text("errors.1.detail")).contains("no task 'no-such-task'");
        assertThat(problem.text("errors.2.detail")).contains("number").contains("binary");
        assertThat(SERVED.api().get(path(own)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tasks\":[\"a\",\"a\"]}|422|/prior/tasks/1",
                "{\"tasks\":[\"No Name\"]}|422|/prior/tasks/0",
                "{\"tasks\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]}|422|/prior/tasks/8",
                "{\"tasks\":\"a\"}|400|/prior/tasks",
                "{\"task\":[]}|400|/prior/task",
                "[]|400|/prior",
            })
    void aPriorThatIsNone_isRefused(String prior, int status, String field) {
        Answer refused = SERVED.api().put(path(ServedApi.newName()), String.format(PLAIN, "\"prior\":" + prior + ","));
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.json().text("field")).isEqualTo(field);
    }
}
