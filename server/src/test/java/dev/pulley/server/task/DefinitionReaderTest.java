package dev.pulley.server.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.server.problem.Fault;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DefinitionReaderTest {
    private static final String OUTCOME = "\"outcome\":{\"metric\":\"resolved\",\"kind\":\"binary\"}";
    private static final String VARIANTS = "\"variants\":[{\"name\":\"a\"},{\"name\":\"b\"}]";

    private static TaskDefinition read(String json) {
        return switch (DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8))) {
            case Result.Ok<TaskDefinition>(TaskDefinition definition) -> definition;
            case Result.Refused<TaskDefinition>(Problem problem) -> throw new AssertionError(problem.toString());
        };
    }

    private static Problem refused(String json) {
        return switch (DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8))) {
            case Result.Ok<TaskDefinition> accepted -> throw new AssertionError("accepted: " + json);
            case Result.Refused<TaskDefinition>(Problem problem) -> problem;
        };
    }

    /** Code and field of each fault. */
    private static List<String> faults(String json) {
        Problem problem = refused(json);
        return problem.faults().isEmpty()
                ? List.of(problem.code().wireName() + " " + problem.field())
                : problem.faults().stream().map(DefinitionReaderTest::text).toList();
    }

    private static String text(Fault fault) {
        return fault.code().wireName() + " " + fault.field();
    }

    private static String task(String fields) {
        return "{" + OUTCOME + "," + VARIANTS + (fields.isEmpty() ? "" : "," + fields) + "}";
    }

    private static String outcome(String fields) {
        return "{\"outcome\":{\"metric\":\"y\"," + fields + "}," + VARIANTS + "}";
    }

    private static String proxy(String fields) {
        return task("\"proxies\":[{\"metric\":\"x\"," + fields + "}]");
    }

    @Test
    void onlyOutcomeAndVariants_areRequired() {
        TaskDefinition definition = read(task(""));
        assertThat(definition.description()).isEmpty();
        assertThat(definition.outcome())
                .isEqualTo(new OutcomeDefinition(
                        "resolved",
                        new MetricKind.Binary(),
                        Goal.MAXIMIZE,
                        Duration.ofDays(7),
                        Duration.ofDays(1),
                        Absence.MISSING));
        assertThat(definition.proxies()).isEmpty();
        assertThat(definition.control()).isEqualTo("a");
        assertThat(definition.policy().name()).isEqualTo("thompson-sharp");
        assertThat(definition.variants()).extracting(VariantDefinition::name).containsExactly("a", "b");
        assertThat(definition.variants().getFirst().payload()).asString().isEqualTo("{}");
    }

    @Test
    void everyField_isRead() {
        TaskDefinition definition = read("""
                {"description":"Summaries","control":"concise","policy":{"name":"thompson"},
                 "proxies":[{"metric":"edit","kind":"range","min":0,"max":1,"weight":-0.4},
                            {"metric":"accepted","kind":"binary","weight":0.5,"window":"1h","absent":"zero"}],
                 "variants":[{"name":"baseline","payload":{"model": "m1", "t": 0.50}},
                             {"payload":["x", 1e2],"name":"concise"}],
                 "outcome":{"metric":"rating","kind":"range","min":-1.5,"max":5,"goal":"minimize","window":"36h",
                            "grace":"0s","absent":"failure"}}""");
        assertThat(definition.outcome())
                .isEqualTo(new OutcomeDefinition(
                        "rating",
                        new MetricKind.Range(-1.5, 5),
                        Goal.MINIMIZE,
                        Duration.ofHours(36),
                        Duration.ZERO,
                        Absence.FAILURE));
        assertThat(definition.proxies())
                .containsExactly(
                        new ProxyDefinition(
                                "edit", new MetricKind.Range(0, 1), -0.4, Duration.ofHours(36), Absence.MISSING),
                        new ProxyDefinition(
                                "accepted", new MetricKind.Binary(), 0.5, Duration.ofHours(1), Absence.ZERO));
        assertThat(definition.variants())
                .containsExactly(
                        new VariantDefinition("baseline", bytes("{\"model\":\"m1\",\"t\":0.50}"), 1, null),
                        new VariantDefinition("concise", bytes("[\"x\",1e2]"), 1, null));
        assertThat(definition.control()).isEqualTo("concise");
        assertThat(definition.policy().name()).isEqualTo("thompson");
        assertThat(definition.description()).isEqualTo("Summaries");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void allFaults_areToldAtOnce_eachAtItsField() {
        assertThat(faults("""
                {"description":7,"control":"nobody","policy":{"name":"greedy","epsilon":0.1},"colour":"red",
                 "proxies":[{"metric":"UPPER","kind":"binary"},{"kind":"weird","metric":"x"},{"metric":"r","kind":"range","min":2,"max":1},
                            {"metric":"p","kind":"binary","min":0},{"metric":"w","kind":"number","window":"1 day","weight":"big"},7],
                 "variants":[{"payload":{}},{"name":"a"},{"name":"-a"},{"name":"a"},{"name":"b","max_share":1.5},null],
                 "outcome":{"kind":"number","absent":"failure","window":"91d","grace":"-1s","goal":"up"}}"""))
                .containsExactlyInAnyOrder(
                        "invalid_type /description",
                        "invalid_task /policy/name",
                        "unknown_field /policy/epsilon",
                        "unknown_field /colour",
                        "invalid_task /proxies/0/metric",
                        "invalid_task /proxies/1/kind",
                        "invalid_task /proxies/2",
                        "invalid_task /proxies/3",
                        "invalid_task /proxies/4/window",
                        "invalid_type /proxies/4/weight",
                        "invalid_type /proxies/5",
                        "invalid_task /variants/0/name",
                        "invalid_task /variants/2/name",
                        "invalid_task /variants/3/name",
                        "invalid_task /variants/4/max_share",
                        "invalid_type /variants/5",
                        "invalid_task /outcome/metric",
                        "invalid_task /outcome/absent",
                        "invalid_task /outcome/window",
                        "invalid_task /outcome/grace",
                        "invalid_task /outcome/goal",
                        "invalid_task /control");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"policy\":{\"min_share\":-0.1} | invalid_task /policy/min_share",
                "\"policy\":{\"holdout\":1.1} | invalid_task /policy/holdout",
                "\"policy\":{\"half_life\":\"999ms\"} | invalid_task /policy/half_life",
                "\"policy\":{\"half_life\":30} | invalid_type /policy/half_life",
                "\"policy\":{\"min_share\":0.6} | invalid_task /policy",
                "\"verdict\":{\"min_effect\":-1} | invalid_task /verdict/min_effect",
                "\"verdict\":{\"min_effect\":1.1e15} | invalid_task /verdict/min_effect",
                "\"proxies\":[{\"metric\":\"x\",\"kind\":\"binary\",\"weight\":1e308}] | invalid_task /proxies/0/weight",
                "\"proxies\":[{\"metric\":\"x\",\"kind\":\"binary\",\"weight\":-1e100}] | invalid_task /proxies/0/weight",
                "\"proxies\":[{\"metric\":\"x\",\"kind\":\"range\",\"min\":0,\"max\":1e-300}] | invalid_task /proxies/0",
                "\"verdict\":{\"error\":0} | invalid_task /verdict/error",
                "\"verdict\":{\"errors\":0.1} | unknown_field /verdict/errors",
                "\"new_version\":\"copy\" | invalid_task /new_version",
                "\"guardrails\":[{\"metric\":\"u\",\"kind\":\"binary\"}] | invalid_task /guardrails/0",
                "\"guardrails\":[{\"metric\":\"u\",\"kind\":\"binary\",\"at_most\":0.1,\"at_least\":0}] | invalid_task /guardrails/0",
                "\"guardrails\":[{\"metric\":\"u\",\"kind\":\"binary\",\"at_most\":1}] | invalid_task /guardrails/0/at_most",
                "\"guardrails\":[{\"metric\":\"u\",\"kind\":\"range\",\"min\":0,\"max\":5,\"at_least\":-1}] | invalid_task /guardrails/0/at_least",
                "\"guardrails\":[{\"metric\":\"u\",\"kind\":\"binary\",\"at_most\":0.1,\"trip_probability\":0.5}] | invalid_task /guardrails/0/trip_probability",
                "\"guardrails\":[{\"metric\":\"u\",\"kind\":\"binary\",\"at_most\":0.1,\"weight\":1}] | unknown_field /guardrails/0/weight",
                "\"guardrails\":[{\"metric\":\"u\",\"kind\":\"binary\",\"at_most\":0.1,\"window\":\"91d\"}] | invalid_task /guardrails/0/window",
                "\"guardrails\":[{\"metric\":\"y\",\"kind\":\"binary\",\"at_most\":0.1}] | invalid_task /guardrails/0/metric",
                "\"guardrails\":[7] | invalid_type /guardrails/0",
                "\"guardrails\":{} | invalid_type /guardrails"
            })
    void aSettingThatCannotBe_isBlamedItself(String setting, String fault) {
        String json = "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},"
                + "\"variants\":[{\"name\":\"a\"},{\"name\":\"b\"}]," + setting + "}";
        assertThat(faults(json)).containsExactly(fault);
    }

    @Test
    void guardrails_haveALimit_aProbability_andTheOutcomesWindow() {
        TaskDefinition definition = read(task("""
                "guardrails":[{"metric":"unsafe","kind":"binary","at_most":0.01,"trip_probability":0.9,"window":"1h"},
                              {"metric":"speed","kind":"number","at_least":-3}],
                "new_version":"inherit","policy":{"name":"top-two","half_life":"30d"}"""));
        assertThat(definition.guardrails())
                .containsExactly(
                        new GuardrailDefinition(
                                "unsafe", new MetricKind.Binary(), 0.01, true, 0.9, Duration.ofHours(1)),
                        new GuardrailDefinition("speed", new MetricKind.Real(), -3, false, 0.95, Duration.ofDays(7)));
        assertThat(definition.newVersion()).isEqualTo(NewVersion.INHERIT);
        assertThat(definition.policy()).isEqualTo(new PolicySettings("top-two", 0, 0, Duration.ofDays(30)));
    }

    @Test
    void eightGuardrails_areTheMost() {
        assertThat(read(task("\"guardrails\":" + guardrails(8))).guardrails()).hasSize(8);
        assertThat(faults(task("\"guardrails\":" + guardrails(9)))).containsExactly("invalid_task /guardrails");
    }

    private static String guardrails(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"metric\":\"g" + i + "\",\"kind\":\"binary\",\"at_most\":0.5}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void sharesAreForThePolicyFixed_andSumToOneAtMost() {
        String shared = "{" + OUTCOME + ",\"variants\":[{\"name\":\"a\",\"share\":0.7},{\"name\":\"b\",\"share\":%s},"
                + "{\"name\":\"c\"}],\"policy\":{\"name\":\"%s\"}}";
        TaskDefinition definition = read(shared.formatted("0.1", "fixed"));
        assertThat(definition.fixedShares(definition.variants()).shares())
                .containsExactly(new double[] {0.7, 0.1, 0.2}, within(1e-12));
        assertThat(definition.fixedShares(definition.variants().subList(0, 2)).shares())
                .as("without c")
                .containsExactly(new double[] {0.875, 0.125}, within(1e-12));
        assertThat(faults(shared.formatted("0.4", "fixed"))).containsExactly("invalid_task /variants");
        assertThat(faults(shared.formatted("1.4", "fixed"))).containsExactly("invalid_task /variants/1/share");
        assertThat(faults(shared.formatted("0.1", "thompson")))
                .containsExactly("invalid_task /variants/0/share", "invalid_task /variants/1/share");
    }

    @Test
    void capsThatLeaveTooLittle_giveWayTogether() {
        TaskDefinition definition = read("{" + OUTCOME + ",\"policy\":{\"min_share\":0.1},\"variants\":["
                + "{\"name\":\"a\",\"max_share\":0.1},{\"name\":\"b\",\"max_share\":0.3},{\"name\":\"c\"}]}");
        Allocation even = Allocation.even(2);
        assertThat(definition
                        .constraints(definition.variants().subList(0, 2))
                        .apply(even)
                        .shares())
                .containsExactly(new double[] {0.25, 0.75}, within(1e-9));
        assertThat(definition
                        .constraints(definition.variants().subList(1, 3))
                        .apply(even)
                        .shares())
                .containsExactly(new double[] {0.3, 0.7}, within(1e-9));
    }

    @Test
    void anEmptyObject_isToldWhatItLacks() {
        assertThat(faults("{}")).containsExactly("invalid_task /outcome", "invalid_task /variants");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"outcome\":null,\"variants\":[{\"name\":\"a\"}]} | invalid_type /outcome",
                "{\"outcome\":[],\"variants\":[{\"name\":\"a\"}]} | invalid_type /outcome",
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":{}} | invalid_type /variants",
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[]} | invalid_task /variants",
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[[]]} | invalid_type /variants/0"
            })
    void aPartOfTheWrongType_isBlamedItself(String json, String first) {
        assertThat(faults(json)).first().isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"kind\":\"range\"",
                "\"kind\":\"range\",\"min\":0",
                "\"kind\":\"range\",\"max\":0",
                "\"kind\":\"range\",\"min\":1,\"max\":1",
                "\"kind\":\"range\",\"min\":0,\"max\":2e15",
                "\"kind\":\"range\",\"min\":-1e300,\"max\":0",
                "\"kind\":\"binary\",\"max\":1",
                "\"kind\":\"number\",\"min\":1"
            })
    void boundsThatDoNotFitTheKind_areRefused(String fields) {
        assertThat(faults(outcome(fields))).containsExactly("invalid_task /outcome");
        assertThat(faults(proxy(fields))).containsExactly("invalid_task /proxies/0");
    }

    @Test
    void boundsThatAreNoNumbers_areRefused() {
        assertThat(faults(outcome("\"kind\":\"range\",\"min\":0,\"max\":1e400")))
                .contains("invalid_value /outcome/max");
        assertThat(refused(outcome("\"kind\":\"range\",\"min\":0,\"max\":NaN")).code())
                .isEqualTo(ProblemCode.INVALID_JSON);
    }

    @ParameterizedTest
    @CsvSource({"1s, PT1S", "1500ms, PT1.5S", "90d, P90D", "2160h, P90D", "15m, PT15M", "000000007d, P7D"})
    void aWindow_isFromASecondToNinetyDays(String text, Duration window) {
        assertThat(read(outcome("\"kind\":\"binary\",\"window\":\"" + text + "\""))
                        .outcome()
                        .window())
                .isEqualTo(window);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0s",
                "999ms",
                "91d",
                "2161h",
                "7",
                "d",
                "7 d",
                "-7d",
                "+7d",
                "7.5d",
                "P7D",
                "7w",
                "7days",
                "1h30m",
                "9999999999s",
                "99999999999999999999d",
                "\u0667d",
                " 7d",
                "7d "
            })
    void anotherWindow_isRefused(String text) {
        assertThat(faults(outcome("\"kind\":\"binary\",\"window\":\"" + text + "\"")))
                .containsExactly("invalid_task /outcome/window");
        assertThat(faults(proxy("\"kind\":\"binary\",\"window\":\"" + text + "\"")))
                .containsExactly("invalid_task /proxies/0/window");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "0", "a.b_c-d", "9lives", "a23456789012345678901234567890123456789012345678901234567890wxyz"
            })
    void aName_hasOneToSixtyFourPlainCharacters(String name) {
        assertThat(read("{" + OUTCOME + ",\"variants\":[{\"name\":\"" + name + "\"}]}")
                        .variants())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "-a",
                "_a",
                ".a",
                "a b",
                "a/b",
                "\u00e9",
                "a\u00e9",
                "a\\u0000",
                "a\\n",
                "a234567890123456789012345678901234567890123456789012345678901234x"
            })
    void anotherName_isRefused(String name) {
        assertThat(faults("{" + OUTCOME + ",\"variants\":[{\"name\":\"" + name + "\"}]}"))
                .contains("invalid_task /variants/0/name");
        assertThat(faults(proxy("\"kind\":\"binary\"").replace("\"x\"", "\"" + name + "\"")))
                .containsExactly("invalid_task /proxies/0/metric");
    }

    @Test
    void aThousandVariants_areTheMost() {
        assertThat(read("{" + OUTCOME + ",\"variants\":" + variants(1_000) + "}")
                        .variants())
                .hasSize(1_000);
        assertThat(faults("{" + OUTCOME + ",\"variants\":" + variants(1_001) + "}"))
                .containsExactly("invalid_task /variants");
        assertThat(faults("{" + OUTCOME + ",\"variants\":" + variants(10_000) + "}"))
                .containsExactly("invalid_task /variants");
    }

    private static String variants(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"name\":\"v" + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void sixteenProxies_areTheMost() {
        assertThat(read(task("\"proxies\":" + proxies(16))).proxies()).hasSize(16);
        assertThat(faults(task("\"proxies\":" + proxies(17)))).containsExactly("invalid_task /proxies");
    }

    private static String proxies(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"metric\":\"p" + i + "\",\"kind\":\"binary\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aPayload_hasSixtyFourKibibytesAtMost() {
        String fits = "\"" + "x".repeat((64 << 10) - 2) + "\"";
        assertThat(read("{" + OUTCOME + ",\"variants\":[{\"name\":\"a\",\"payload\":" + fits + "}]}")
                        .variants()
                        .getFirst()
                        .payload())
                .hasSize(64 << 10);
        String tooLong = "\"" + "x".repeat((64 << 10) - 1) + "\"";
        assertThat(faults("{" + OUTCOME + ",\"variants\":[{\"name\":\"a\",\"payload\":" + tooLong + "}]}"))
                .containsExactly("invalid_task /variants/0/payload");
    }

    @Test
    void aDescription_hasTwoThousandCharactersAtMost() {
        assertThat(read(task("\"description\":\"" + "d".repeat(2_000) + "\"")).description())
                .hasSize(2_000);
        assertThat(faults(task("\"description\":\"" + "d".repeat(2_001) + "\"")))
                .containsExactly("invalid_task /description");
    }

    @Test
    void aMetricOrAVariantThatIsThereTwice_isRefused() {
        assertThat(faults(task(
                        "\"proxies\":[{\"metric\":\"x\",\"kind\":\"binary\"},{\"metric\":\"x\",\"kind\":\"number\"}]")))
                .containsExactly("invalid_task /proxies/1/metric");
        assertThat(faults(task("\"proxies\":[{\"metric\":\"resolved\",\"kind\":\"binary\"}]")))
                .containsExactly("invalid_task /proxies/0/metric");
        assertThat(faults("{" + OUTCOME + ",\"variants\":[{},{\"name\":\"a\"},{\"name\":\"a\"}]}"))
                .containsExactly("invalid_task /variants/0/name", "invalid_task /variants/2/name");
    }

    @Test
    void aNegativeZero_isZero() {
        String text = proxy("\"kind\":\"range\",\"min\":-0,\"max\":1,\"weight\":-0.0");
        assertThat(read(text)).isEqualTo(read(text.replace("-0.0", "0").replace("-0", "0")));
    }
}
