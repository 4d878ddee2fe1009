package dev.pulley.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The server's OpenAPI document, and whether what is said over HTTP is as it has it. */
public final class Description {
    private static final String RESOURCE = "/dev/pulley/server/http/openapi.yaml";
    /** Where the document is said to be, so that its schemas may refer to each other from anywhere. */
    private static final String PLACE = "https://pulley.test/openapi";

    /** The one that the server has. */
    public static final Exchange SERVED = new Exchange(new Description());

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    private Description() {
        try (InputStream in = Description.class.getResourceAsStream(RESOURCE)) {
            String text = new String(
                    Objects.requireNonNull(in, RESOURCE).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            document = new YAMLMapper().readTree(text.replace("\"#/components/", "\"" + PLACE + "#/components/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        registry = SchemaRegistry.withDefaultDialect(
                Dialects.getOpenApi31(),
                builder -> builder.schemas(Map.of(PLACE, document.toString()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    /**
     * One method on one path.
     *
     * @param template the path with names in braces
     * @param parts what the path has in place of the names
     */
    record Operation(String template, JsonNode node, Map<String, String> parts) {}

    public JsonNode document() {
        return document;
    }

    /** The node that a reference means, or the node itself. */
    public JsonNode resolve(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.textValue().substring(PLACE.length() + 1));
    }

    /** What is wrong with a value under a schema; nothing where it is as it must be. */
    public List<Error> faults(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, registry::getSchema).validate(value);
    }

    /** What the document has for a path, by method; empty where it has no such path. */
    Map<String, Operation> operations(String path) {
        List<String> segments = segments(path);
        Map<String, Operation> found = new TreeMap<>();
        document.get("paths").properties().forEach(entry -> {
            Optional<Map<String, String>> parts = match(segments(entry.getKey()), segments);
            if (parts.isPresent()) {
                entry.getValue()
                        .properties()
                        .forEach(operation -> found.merge(
                                operation.getKey(),
                                new Operation(entry.getKey(), operation.getValue(), parts.get()),
                                // A path that is written out goes before one with names in it.
                                (one, other) ->
                                        one.parts().size() <= other.parts().size() ? one : other));
            }
        });
        return found;
    }

    /** As the router sees them: with no regard to a slash at the end. */
    private static List<String> segments(String path) {
        return List.of(path.replaceAll("/+", "/").replaceAll("^/|/$", "").split("/", -1));
    }

    private static Optional<Map<String, String>> match(List<String> template, List<String> segments) {
        if (template.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parts = new TreeMap<>();
        for (int i = 0; i < template.size(); i++) {
            String step = template.get(i);
            if (step.startsWith("{") && !segments.get(i).isEmpty()) {
                parts.put(step.substring(1, step.length() - 1), segments.get(i));
            } else if (!step.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }

    /** The parameters of an operation that stand at some place, by their names. */
    Map<String, JsonNode> parameters(Operation operation, String place) {
        Map<String, JsonNode> found = new TreeMap<>();
        operation.node().path("parameters").forEach(reference -> {
            JsonNode parameter = resolve(reference);
            if (parameter.path("in").asText().equals(place)) {
                found.put(parameter.get("name").textValue(), parameter.get("schema"));
            }
        });
        return found;
    }

    /** What is wrong with a text under a schema, as which it may stand for a number. */
    List<Error> faultsOfText(JsonNode schema, String text) {
        boolean isWhole = resolve(schema).path("type").asText().equals("integer") && text.matches("-?\\d{1,18}");
        return faults(
                schema,
                isWhole
                        ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
                        : JsonNodeFactory.instance.textNode(text));
    }

    /** JSON that may be anything; null where it is none. */
    static Optional<JsonNode> tree(String text) {
        try {
            return Optional.ofNullable(new com.fasterxml.jackson.databind.ObjectMapper().readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Every example of the document with the schema that it is one of, and where it stands. */
    public List<Example> examples() {
        List<Example> found = new ArrayList<>();
        gather("", document, found);
        return found;
    }

    /** An example of the document. */
    public record Example(String place, JsonNode schema, JsonNode value) {
        @Override
        public String toString() {
            return place;
        }
    }

    private static void gather(String place, JsonNode node, List<Example> found) {
        if (node instanceof ObjectNode && node.has("schema") && node.get("examples") instanceof ObjectNode examples) {
            examples.properties()
                    .forEach(example -> found.add(new Example(
                            place + "/" + example.getKey(),
                            node.get("schema"),
                            example.getValue().get("value"))));
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> gather(place + "/" + entry.getKey(), entry.getValue(), found));
        } else {
            node.forEach(element -> gather(place, element, found));
        }
    }
}
