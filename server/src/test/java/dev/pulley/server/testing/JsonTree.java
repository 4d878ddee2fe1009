package dev.pulley.server.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer's JSON as maps and lists, read apart from the server's own reader; numbers are doubles. */
public final class JsonTree {
    private final @Nullable Object root;

    private JsonTree(@Nullable Object root) {
        this.root = root;
    }

    public static JsonTree of(String json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            JsonTree tree = new JsonTree(value(parser));
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one document: " + json);
            }
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + json, e);
        }
    }

    /** One behind the other, with or without anything white between them. */
    public static List<JsonTree> all(String json) {
        List<JsonTree> trees = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                trees.add(new JsonTree(value(parser)));
            }
            return trees;
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + json, e);
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, value(parser));
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** What is at a path, such as {@code variants.0.name}; null where there is nothing. */
    public @Nullable Object at(String path) {
        Object here = root;
        for (String step : path.isEmpty() ? List.<String>of() : List.of(path.split("\\.", -1))) {
            here = switch (here) {
                case Map<?, ?> fields -> fields.get(step);
                case List<?> elements ->
                    Integer.parseInt(step) < elements.size() ? elements.get(Integer.parseInt(step)) : null;
                case null, default -> null;
            };
        }
        return here;
    }

    public String text(String path) {
        if (at(path) instanceof String text) {
            return text;
        }
        throw new AssertionError("no text at " + path + " of " + root);
    }

    public double number(String path) {
        if (at(path) instanceof Double number) {
            return number;
        }
        throw new AssertionError("no number at " + path + " of " + root);
    }

    /** How many elements a list has. */
    public int size(String path) {
        if (at(path) instanceof List<?> elements) {
            return elements.size();
        }
        throw new AssertionError("no list at " + path + " of " + root);
    }

    public List<String> names(String path) {
        if (at(path) instanceof Map<?, ?> fields) {
            return fields.keySet().stream().map(String::valueOf).toList();
        }
        throw new AssertionError("no object at " + path + " of " + root);
    }

    @Override
    public String toString() {
        return String.valueOf(root);
    }
}
