package dev.pulley.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pulley.server.problem.Fault;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {
    /** What was read of {@code {"n":number,"s":string,"b":boolean,"r":raw,"o":{...},"a":[...]}}. */
    private static final class Form {
        final Faults faults = new Faults();
        final List<Object> values = new ArrayList<>();

        JsonReader.FieldReader reading(JsonReader in) {
            return name -> field(in, name);
        }

        private void field(JsonReader in, String name) throws MalformedJson {
            switch (name) {
                case "n" -> add(in.number());
                case "s" -> add(in.string());
                case "b" -> add(in.bool());
                case "r" -> add(new String(in.raw(), StandardCharsets.UTF_8));
                case "c" -> add(new String(in.scalar(10), StandardCharsets.UTF_8));
                case "o" -> in.object(inner -> field(in, inner));
                case "a" -> in.array(() -> in.object(inner -> field(in, inner)));
                default -> in.unknownField();
            }
        }

        private void add(@org.jspecify.annotations.Nullable Object value) {
            values.add(value == null ? "nothing" : value);
        }

        List<String> faults() {
            if (faults.isEmpty()) {
                return List.of();
            }
            Problem problem = faults.toProblem();
            return problem.faults().isEmpty()
                    ? List.of(problem.code().wireName() + " " + problem.field())
                    : problem.faults().stream().map(JsonReaderTest::text).toList();
        }
    }

    private static String text(Fault fault) {
        return fault.code().wireName() + " " + fault.field();
    }

    private static Form read(String json) throws MalformedJson {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Form read(byte[] json) throws MalformedJson {
        Form form = new Form();
        JsonReader.readObject(json, form.faults, form::reading);
        return form;
    }

    private static MalformedJson malformed(byte[] json) {
        MalformedJson malformed = catchThrowableOfType(MalformedJson.class, () -> read(json));
        assertThat(malformed).as(new String(json, StandardCharsets.ISO_8859_1)).isNotNull();
        return malformed;
    }

    private static MalformedJson malformed(String json) {
        return malformed(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void values_areReadInTheirOrder() throws MalformedJson {
        Form form = read(
                "{\"n\":1.5, \"s\":\"a\\u00e9\", \"o\":{\"b\":true}, \"a\":[{\"n\":-0},{\"r\":[1,{\"x\":null}]}]}");
        assertThat(form.faults()).isEmpty();
        assertThat(form.values).containsExactly(1.5, "a\u00e9", true, 0.0, "[1,{\"x\":null}]");
    }

    @Test
    void everyValueOfTheWrongType_andEveryUnknownField_isToldAtOnce() throws MalformedJson {
        Form form = read(
                "{\"n\":\"1\",\"s\":2,\"b\":0,\"o\":[],\"a\":{\"x\":1},\"c\":[1],\"new\":{\"deep\":[1]},\"r\":null}");
        assertThat(form.faults())
                .containsExactly(
                        "invalid_type /n",
                        "invalid_type /s",
                        "invalid_type /b",
                        "invalid_type /o",
                        "invalid_type /a",
                        "invalid_type /c",
                        "unknown_field /new");
        assertThat(form.values).last().isEqualTo("null");
    }

    @Test
    void aFaultInside_isNamedByItsWholePlace() throws MalformedJson {
        assertThat(read("{\"a\":[{},{\"o\":{\"n\":null}},3]}").faults())
                .containsExactly("invalid_type /a/1/o/n", "invalid_type /a/2");
        assertThat(read("{\"a/b~c\":1}").faults()).containsExactly("unknown_field /a~1b~0c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"{}\"", "null", "true"})
    void aDocumentThatIsNoObject_isAWrongType(String json) throws MalformedJson {
        assertThat(read(json).faults()).containsExactly("invalid_type null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"n\"",
                "{\"n\":",
                "{\"n\":1",
                "{\"n\":1,}",
                "{\"n\":1}}",
                "{\"n\":1}{}",
                "{\"n\":1} x",
                "{\"n\":1}\u0000",
                "{'n':1}",
                "{n:1}",
                "{\"n\":01}",
                "{\"n\":+1}",
                "{\"n\":.5}",
                "{\"n\":1.}",
                "{\"n\":0x1}",
                "{\"n\":NaN}",
                "{\"n\":-Infinity}",
                "{\"n\":tru}",
                "{\"s\":\"a\nb\"}",
                "{\"s\":\"\\x\"}",
                "{\"s\":\"\\u12\"}",
                "{\"n\":1 /* one */}",
                "{\"n\":1} // end",
                "{\"a\":[1 2]}",
                "{\"a\":[1,]}",
                "{\"n\":1,,\"s\":\"\"}",
                "\"",
                "]",
                "nul"
            })
    void whatIsNotJson_isMalformed(String json) {
        assertThat(malformed(json).detail()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1,\"n\":1}",
                "{\"o\":{\"n\":1,\"n\":2}}",
                "{\"unknown\":{\"n\":1,\"n\":2}}",
                "{\"r\":{\"n\":1,\"n\":2}}",
                "{\"n\":1,\"\\u006e\":2}"
            })
    void aFieldThatIsThereTwice_isMalformedAndNamed(String json) {
        MalformedJson malformed = malformed(json);
        assertThat(malformed.detail()).contains("twice");
        assertThat(malformed.field()).endsWith("/n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r", "unknown", "o"})
    void nestingBeyondTheLimit_isMalformed(String field) throws MalformedJson {
        int inside = JsonReader.DEPTH_MAX - 1;
        read("{\"" + field + "\":" + "[".repeat(inside) + "]".repeat(inside) + "}");
        assertThat(malformed("{\"" + field + "\":" + "[".repeat(inside + 1) + "]".repeat(inside + 1) + "}")
                        .detail())
                .contains("deep");
        assertThat(malformed("{\"" + field + "\":" + "[".repeat(400_000)).detail())
                .contains("deep");
    }

    @Test
    void whatWasAsDeepAsItMayBe_isReadAgainWhereItIsStored() throws MalformedJson {
        int inside = JsonReader.DEPTH_MAX - 1;
        String deepest = "{\"r\":" + "[".repeat(inside) + "]".repeat(inside) + "}";
        read(deepest);
        byte[] stored = new JsonWriter()
                .object(o -> o.raw("o", deepest.getBytes(StandardCharsets.UTF_8)))
                .toBytes();
        Form form = new Form();
        JsonReader.readStored(stored, form.faults, form::reading);
        assertThat(form.faults()).isEmpty();
        assertThat(form.values).hasSize(1);
    }

    @Test
    void numbersThatNoDoubleHolds_areFaults() throws MalformedJson {
        assertThat(read("{\"n\":1e400}").faults()).containsExactly("invalid_value /n");
        assertThat(read("{\"n\":-" + "9".repeat(190) + "e999}").faults()).containsExactly("invalid_value /n");
        assertThat(read("{\"n\":1e-400}").values).containsExactly(0.0);
        assertThat(malformed("{\"n\":" + "1".repeat(1_001) + "}").detail()).contains("too long");
        assertThat(malformed("{\"r\":" + "1".repeat(1_001) + "}").detail()).contains("too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-1E+308",
                "1e5",
                "-0",
                "0.10",
                "1e2147483648",
                "1e-2147483648",
                "123456789012345678901234567890.123456789012345678901234567890"
            })
    void aNumberInAPayload_staysAsItIsWritten(String number) throws MalformedJson {
        assertThat(read("{\"r\":[" + number + "]}").values).containsExactly("[" + number + "]");
        assertThat(read("{\"r\":" + number + "}").values).containsExactly(number);
    }

    @ParameterizedTest
    @CsvSource({
        "overlong slash, 7b 22 73 22 3a 22 c0 af 22 7d",
        "a continuation alone, 7b 22 73 22 3a 22 80 22 7d",
        "a cut sequence, 7b 22 73 22 3a 22 e2 82 22 7d",
        "a coded surrogate, 7b 22 73 22 3a 22 ed a0 80 22 7d",
        "beyond unicode, 7b 22 73 22 3a 22 f4 90 80 80 22 7d",
        "latin 1, 7b 22 73 22 3a 22 e9 22 7d",
        "in a name, 7b 22 c3 22 3a 31 7d",
        "in a payload, 7b 22 72 22 3a 22 ff 22 7d",
        "outside of a text, 7b ff 7d"
    })
    void whatIsNotUtf8_isMalformed(String what, String hex) {
        byte[] json = HexFormat.ofDelimiter(" ").parseHex(hex);
        assertThat(malformed(json).detail()).as(what).isEqualTo("the body is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void anotherEncoding_isMalformed(String charset) {
        byte[] json = "{\"n\":1}".getBytes(Charset.forName(charset));
        assertThat(malformed(json).detail()).isEqualTo("the body is not UTF-8");
    }

    @Test
    void aByteOrderMark_isPassedOver() throws MalformedJson {
        assertThat(read("\ufeff{\"n\":1}").values).containsExactly(1.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"s\":\"\\ud800\"}",
                "{\"s\":\"\\udc00\\ud800\"}",
                "{\"s\":\"\\ud800x\"}",
                "{\"\\ud800\":1}",
                "{\"o\":{\"\\udfff\":1}}",
                "{\"r\":\"\\ud800\"}",
                "{\"r\":{\"\\udc00\":1}}",
                "{\"c\":\"\\ud800\"}",
                "{\"unknown\":{\"\\ud800\":1,\"\\ud800\":2}}"
            })
    void halfOfASurrogatePair_isMalformed_andTheAnswerCanBeWritten(String json) {
        MalformedJson malformed = malformed(json);
        byte[] answer = new JsonWriter()
                .object(o -> o.string("field", malformed.field()).string("detail", malformed.detail()))
                .toBytes();
        assertThat(new String(answer, StandardCharsets.UTF_8)).doesNotContain("\\u");
    }

    @Test
    void aWholeSurrogatePair_isACharacter() throws MalformedJson {
        assertThat(read("{\"s\":\"\\ud83d\\ude00\",\"r\":\"\ud83d\ude00\"}").values)
                .containsExactly("\ud83d\ude00", "\"\ud83d\ude00\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":NaN}",
                "{\"n\":01}",
                "{\"n\":+1}",
                "{\"n\":1 /* one */}",
                "{'n':1}",
                "{\"n\":1",
                "{\"n\":\u0001}",
                "{\"s\":\"\u0001\"}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void details_tellNothingOfTheParser(String json) {
        assertThat(malformed(json).detail())
                .doesNotContainIgnoringCase("jackson")
                .doesNotContain("Feature", "enable", "Constraints", "Source", "getMax", "CTRL", "`", "token");
    }

    @Test
    void aNameThatIsTooLong_isMalformed() {
        assertThat(malformed("{\"" + "n".repeat(60_000) + "\":1}").detail()).contains("too long");
    }

    @Test
    void faults_areToldUpToALimit() throws MalformedJson {
        String many = "{\"a\":[" + "1,".repeat(10_000) + "1]}";
        assertThat(read(many).faults()).hasSize(Faults.FAULTS_MAX);
    }

    @Test
    void aScalar_isKeptAsJson_andHasALimit() throws MalformedJson {
        assertThat(read("{\"c\":\"0123456789\"}").faults()).isEmpty();
        assertThat(read("{\"c\":\"01234567890\"}").faults()).containsExactly("invalid_value /c");
        assertThat(read("{\"c\":{\"x\":1}}").faults()).containsExactly("invalid_type /c");
    }

    @Test
    void aProblemOfOneFault_isThatFault_andOfSeveralListsThem() throws MalformedJson {
        Problem one = read("{\"n\":true}").faults.toProblem();
        assertThat(one.code()).isEqualTo(ProblemCode.INVALID_TYPE);
        assertThat(one.field()).isEqualTo("/n");
        assertThat(one.faults()).isEmpty();
        Problem two = read("{\"n\":true,\"x\":1}").faults.toProblem();
        assertThat(two.code()).isEqualTo(ProblemCode.INVALID_TYPE);
        assertThat(two.field()).isNull();
        assertThat(two.faults()).hasSize(2);
        assertThatThrownBy(() -> new Faults().toProblem()).isInstanceOf(RuntimeException.class);
    }
}
