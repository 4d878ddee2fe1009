package dev.pulley.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.ProblemCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document in the order in which it is written. A value of the wrong type, and a field that nobody asked
 * for, become faults that name their place, and reading goes on, so that all of them are told at once; text that is not
 * JSON ends it. The methods that read a value stand on the value's first token and leave on its last.
 */
public final class JsonReader {
    /** Deeper nesting than this is refused. */
    public static final int DEPTH_MAX = 32;

    private static final int TEXT_LENGTH_MAX = 1 << 20;
    private static final int NUMBER_LENGTH_MAX = 200;
    private static final int NAME_LENGTH_MAX = 1_000;

    /** How much deeper we wrap what was given to us when we store it. */
    private static final int WRAPPING_MAX = 4;

    static final JsonFactory FACTORY = factory(DEPTH_MAX);
    private static final JsonFactory FACTORY_OF_STORED = factory(DEPTH_MAX + WRAPPING_MAX);

    /** Reads the value of one field of an object. */
    @FunctionalInterface
    public interface FieldReader {
        void read(String name) throws MalformedJson;
    }

    /** Reads one element of an array. */
    @FunctionalInterface
    public interface ElementReader {
        void read() throws MalformedJson;
    }

    private final JsonParser parser;
    private final Faults faults;
    private final boolean isStored;

    private static JsonFactory factory(int depthMax) {
        return new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depthMax)
                        .maxStringLength(TEXT_LENGTH_MAX)
                        .maxNumberLength(NUMBER_LENGTH_MAX)
                        .maxNameLength(NAME_LENGTH_MAX)
                        .build())
                .build();
    }

    private JsonReader(JsonParser parser, Faults faults, boolean isStored) {
        this.parser = parser;
        this.faults = faults;
        this.isStored = isStored;
    }

    /** Reads {@code text}, which must hold one object and nothing else. */
    public static void readObject(byte[] text, Faults faults, Function<JsonReader, FieldReader> fields)
            throws MalformedJson {
        read(FACTORY, false, text, faults, fields);
    }

    /** The same for an object that we wrote ourselves, which may have what was given to us inside. */
    public static void readStored(byte[] text, Faults faults, Function<JsonReader, FieldReader> fields)
            throws MalformedJson {
        read(FACTORY_OF_STORED, true, text, faults, fields);
    }

    /** Whether we wrote it ourselves, maybe by rules that were others then. */
    public boolean isStored() {
        return isStored;
    }

    private static void read(
            JsonFactory factory, boolean isStored, byte[] text, Faults faults, Function<JsonReader, FieldReader> fields)
            throws MalformedJson {
        if (!Text.isUtf8(text)) {
            throw new MalformedJson("", "the body is not UTF-8");
        }
        try (JsonParser parser = factory.createParser(text)) {
            JsonReader reader = new JsonReader(parser, faults, isStored);
            if (reader.next() == null) {
                throw new MalformedJson("", "the body is empty; a JSON object is expected");
            }
            reader.object(fields.apply(reader));
            if (reader.next() != null) {
                throw new MalformedJson("", "there is text after the end of the JSON document");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading bytes in memory", e);
        }
    }

    public void object(FieldReader fields) throws MalformedJson {
        if (!is(JsonToken.START_OBJECT, "an object")) {
            return;
        }
        while (next() == JsonToken.FIELD_NAME) {
            String name = currentName();
            next();
            fields.read(name);
        }
    }

    public void array(ElementReader elements) throws MalformedJson {
        if (!is(JsonToken.START_ARRAY, "an array")) {
            return;
        }
        while (next() != JsonToken.END_ARRAY) {
            elements.read();
        }
    }

    public @Nullable String string() throws MalformedJson {
        if (!is(JsonToken.VALUE_STRING, "a string")) {
            return null;
        }
        try {
            return whole(parser.getText());
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    public @Nullable Double number() throws MalformedJson {
        JsonToken token = parser.currentToken();
        if (token == null || !token.isNumeric()) {
            is(JsonToken.VALUE_NUMBER_FLOAT, "a number");
            return null;
        }
        try {
            double value = parser.getDoubleValue();
            if (Double.isFinite(value)) {
                // Without a negative zero, values compare as numbers do.
                return value + 0.0;
            }
            fault(ProblemCode.INVALID_VALUE, "the number is too large");
            return null;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    public @Nullable Boolean bool() throws MalformedJson {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        is(JsonToken.VALUE_TRUE, "true or false");
        return null;
    }

    public boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    public boolean isBoolean() {
        JsonToken token = parser.currentToken();
        return token != null && token.isBoolean();
    }

    public boolean isScalar() {
        JsonToken token = parser.currentToken();
        return token != null && token.isScalarValue();
    }

    public boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** The value as JSON without white space, whatever it is. Numbers stay as they are written. */
    public byte[] raw() throws MalformedJson {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator copy = FACTORY.createGenerator(bytes)) {
            int depth = 0;
            do {
                JsonToken token = depth == 0 ? parser.currentToken() : parser.nextToken();
                depth += token == null || token.isStructEnd() ? -1 : token.isStructStart() ? 1 : 0;
                copyToken(token, copy);
            } while (depth > 0);
        } catch (IOException e) {
            throw malformed(e);
        }
        return bytes.toByteArray();
    }

    private void copyToken(@Nullable JsonToken token, JsonGenerator copy) throws IOException, MalformedJson {
        switch (token) {
            case FIELD_NAME -> copy.writeFieldName(whole(parser.currentName()));
            case VALUE_STRING -> copy.writeString(whole(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> copy.writeNumber(parser.getText());
            case null, default -> copy.copyCurrentEvent(parser);
        }
    }

    /** A value that is no object and no array, as JSON; any other is a fault. */
    public byte[] scalar(int textLengthMax) throws MalformedJson {
        JsonToken token = parser.currentToken();
        byte[] json = raw();
        if (token != null && token.isStructStart()) {
            fault(ProblemCode.INVALID_TYPE, "expected a text, a number, true, false or null");
        } else if (json.length > textLengthMax + 2) {
            fault(ProblemCode.INVALID_VALUE, "has at most " + textLengthMax + " bytes");
        }
        return json;
    }

    /** A JSON Pointer to the value that is being read. */
    public String pointer() {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    /** What is found wrong so far. */
    public Faults faults() {
        return faults;
    }

    public void fault(ProblemCode code, String detail) {
        faults.add(pointer(), code, detail);
    }

    /** Notes that nobody knows this field, and passes over its value. */
    public void unknownField() throws MalformedJson {
        fault(ProblemCode.UNKNOWN_FIELD, "the field is not known here");
        skip();
    }

    public void skip() throws MalformedJson {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private boolean is(JsonToken wanted, String name) throws MalformedJson {
        JsonToken token = parser.currentToken();
        if (token == wanted) {
            return true;
        }
        fault(ProblemCode.INVALID_TYPE, "expected " + name + ", found " + describe(token));
        skip();
        return false;
    }

    private static String describe(@Nullable JsonToken token) {
        return switch (token) {
            case null -> "nothing";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> token.name().toLowerCase(Locale.ROOT);
        };
    }

    private @Nullable JsonToken next() throws MalformedJson {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private String currentName() throws MalformedJson {
        try {
            return whole(parser.currentName());
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private String whole(String text) throws MalformedJson {
        if (!Text.isWhole(text)) {
            throw new MalformedJson(pointer(), "a text has half of a surrogate pair, which is no character");
        }
        return text;
    }

    /** In words of our own: the parser's tell of its classes and settings. */
    private MalformedJson malformed(IOException e) {
        return new MalformedJson(
                pointer(),
                switch (e) {
                    case JsonEOFException end -> "the text ends before the JSON does";
                    case StreamConstraintsException limit ->
                        parser.getParsingContext().getNestingDepth() >= DEPTH_MAX
                                ? "is nested more than " + DEPTH_MAX + " deep"
                                : "a text, a name or a number is too long";
                    case JsonProcessingException fault
                    when fault.getOriginalMessage().startsWith("Duplicate field") -> "the field is there twice";
                    case JsonProcessingException fault
                    when fault.getLocation() != null ->
                        "is not JSON at line " + fault.getLocation().getLineNr() + ", column "
                                + fault.getLocation().getColumnNr();
                    default -> "is not JSON";
                });
    }
}
