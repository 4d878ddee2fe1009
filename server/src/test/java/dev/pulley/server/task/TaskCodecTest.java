package dev.pulley.server.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.Result;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TaskCodecTest {
    @Provide
    Arbitrary<Task> tasks() {
        return Tasks.any();
    }

    @Property(seed = "1", tries = 500)
    void decode_ofAnEncodedTask_isThatTask(@ForAll("tasks") Task task) {
        assertThat(TaskCodec.decode(TaskCodec.encode(task)))
                .usingRecursiveComparison()
                .isEqualTo(task);
        assertThat(TaskCodec.decode(TaskCodec.encode(task))).isEqualTo(task);
    }

    @Example
    void decode_ofAPayloadAsDeepAsItMayBe_isThatTask() {
        // The body, its variants and the variant are around it.
        int depth = JsonReader.DEPTH_MAX - 3;
        String deepest = "[".repeat(depth) + "]".repeat(depth);
        Task task = created(deepest);
        assertThat(TaskCodec.decode(TaskCodec.encode(task))).isEqualTo(task);
    }

    @Example
    void decode_ofTheLargestBody_isThatTask() {
        StringBuilder variants = new StringBuilder();
        // Sixteen payloads of 64 KiB make a MiB; two of them give way to the rest of the body.
        for (int i = 0; i < 14; i++) {
            variants.append(i == 0 ? "" : ",").append("{\"name\":\"v").append(i).append("\",\"payload\":\"");
            variants.append("\u00e9".repeat(32_000)).append("\"}");
        }
        byte[] json = ("{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[" + variants + "]}")
                .getBytes(StandardCharsets.UTF_8);
        Task task = created(json);
        assertThat(TaskCodec.decode(TaskCodec.encode(task))).isEqualTo(task);
    }

    private static Task created(String payload) {
        return created(("{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"a\",\"payload\":"
                        + payload + "}]}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static Task created(byte[] json) {
        Result<Task> created =
                DefinitionReader.read(json).then(definition -> Task.create(1, "t", definition, 1_790_000_000_000L));
        return switch (created) {
            case Result.Ok<Task>(Task task) -> task;
            case Result.Refused<Task>(Problem problem) -> throw new AssertionError(problem.toString());
        };
    }

    @Example
    void decode_ofSomethingElse_throws() {
        for (String json :
                new String[] {"", "{", "{}", "[]", "{\"tenant\":\"x\"}", "{\"definition\":{}}", "{\"new\":1}"}) {
            assertThatThrownBy(() -> TaskCodec.decode(json.getBytes(StandardCharsets.UTF_8)))
                    .as(json)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("stored task");
        }
    }
}
