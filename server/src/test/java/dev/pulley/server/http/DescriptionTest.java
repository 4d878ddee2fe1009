package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.security.Role;
import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.Description;
import dev.pulley.server.testing.Description.Example;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That {@code /openapi.yaml} tells of every route, and of none that is not there. */
final class DescriptionTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static final Description DESCRIPTION = Description.SERVED.description();

    private static Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        DESCRIPTION
                .document()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
        return operations;
    }

    static List<Example> examples() {
        return DESCRIPTION.examples();
    }

    @Test
    void everyRoute_isDescribed_andNoOther() {
        Set<String> wanted = Doors.ALL.stream()
                .map(door -> door.method() + " " + door.template())
                .collect(Collectors.toSet());
        assertThat(operations().keySet()).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void everyRoute_hasTheRolesThatItsDoorAsksFor() {
        Map<String, JsonNode> operations = operations();
        Set<String> schemes = new TreeSet<>(Set.of("bearer", "header", "session"));
        for (Doors.Door door : Doors.ALL) {
            JsonNode security = Optional.ofNullable(operations.get(door.method() + " " + door.template()))
                    .orElseThrow()
                    .get("security");
            Set<String> told = new TreeSet<>();
            security.forEach(one -> one.properties()
                    .forEach(scheme -> told.add(
                            scheme.getKey() + " " + scheme.getValue().path(0).textValue())));
            Set<String> wanted = door.roles().stream()
                    .map(Role::wireName)
                    .flatMap(role -> schemes.stream().map(scheme -> scheme + " " + role))
                    .collect(Collectors.toSet());
            assertThat(told).as(door.toString()).isEqualTo(door.isOpen() ? Set.of() : wanted);
        }
    }

    @Test
    void everyOperation_hasAnIdOfItsOwn() {
        assertThat(operations().values().stream()
                        .map(one -> one.path("operationId").asText("")))
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }

    @Test
    void everyProblemCode_isDescribed_andNoOther() {
        List<String> told = DESCRIPTION
                .document()
                .at("/components/schemas/ProblemCode/enum")
                .valueStream()
                .map(JsonNode::textValue)
                .toList();
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::wireName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExample_isAsItsSchemaHasIt(Example example) {
        assertThat(DESCRIPTION.faults(example.schema(), example.value())).isEmpty();
    }

    @Test
    void theDescription_isServedAsItIs() throws IOException {
        Answer answer = SERVED.api().get("/openapi.yaml");
        assertThat(answer.status()).isEqualTo(200);
        try (InputStream in = Doors.class.getResourceAsStream("openapi.yaml")) {
            assertThat(answer.body())
                    .isEqualTo(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
