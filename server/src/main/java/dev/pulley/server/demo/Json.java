package dev.pulley.server.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A JSON value that is asked for what it may not have: whatever is absent, null or of another type is empty. */
record Json(@Nullable Object value) {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Json ABSENT = new Json(null);

    /** Something that is not JSON is read as absent. */
    static Json read(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            parser.nextToken();
            Json json = new Json(valueAt(parser));
            return parser.nextToken() == null ? json : ABSENT;
        } catch (IOException notJson) {
            return ABSENT;
        }
    }

    private static @Nullable Object valueAt(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return null;
        }
        return switch (token) {
            case START_OBJECT -> objectAt(parser);
            case START_ARRAY -> arrayAt(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> null;
        };
    }

    private static Map<String, Json> objectAt(JsonParser parser) throws IOException {
        Map<String, Json> object = new HashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            object.put(name, new Json(valueAt(parser)));
        }
        return object;
    }

    private static List<Json> arrayAt(JsonParser parser) throws IOException {
        List<Json> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(new Json(valueAt(parser)));
        }
        return array;
    }

    Json get(String name) {
        return value instanceof Map<?, ?> object && object.get(name) instanceof Json member ? member : ABSENT;
    }

    List<Json> items() {
        if (!(value instanceof List<?> array)) {
            return List.of();
        }
        return array.stream().map(Json.class::cast).toList();
    }

    Optional<String> text() {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    OptionalDouble number() {
        return value instanceof Double number ? OptionalDouble.of(number) : OptionalDouble.empty();
    }
}
