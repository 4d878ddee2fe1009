package dev.pulley.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one JSON document into memory, fields in the order in which they are given. Not thread-safe. */
public final class JsonWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final JsonGenerator generator;

    public JsonWriter() {
        try {
            generator = JsonReader.FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    /** Writes something that may fail only as writing to memory can: never. */
    @FunctionalInterface
    private interface Step {
        void run(JsonGenerator generator) throws IOException;
    }

    /** Writes the inside of an object or of an array. */
    @FunctionalInterface
    public interface Body {
        void write(JsonWriter out);
    }

    public JsonWriter object(Body fields) {
        start();
        fields.write(this);
        return end();
    }

    /** Begins an object that {@link #end} ends, where its fields can't be written in one piece. */
    public JsonWriter start() {
        return write(JsonGenerator::writeStartObject);
    }

    public JsonWriter end() {
        return write(JsonGenerator::writeEndObject);
    }

    public JsonWriter object(String name, Body fields) {
        return name(name).object(fields);
    }

    public JsonWriter array(String name, Body elements) {
        name(name).write(JsonGenerator::writeStartArray);
        elements.write(this);
        return write(JsonGenerator::writeEndArray);
    }

    public JsonWriter strings(String name, List<String> values) {
        return array(name, a -> values.forEach(value -> a.write(g -> g.writeString(value))));
    }

    /** As {@link #number(String, Double)} writes each. */
    public JsonWriter numbers(String name, double[] values) {
        return array(name, a -> {
            for (double value : values) {
                a.write(value);
            }
        });
    }

    public JsonWriter string(String name, @Nullable String value) {
        return name(name).write(g -> g.writeString(value));
    }

    public JsonWriter number(String name, long value) {
        return name(name).write(g -> g.writeNumber(value));
    }

    /** A whole number is written without a fraction; what is not known, or not a number, is null. */
    public JsonWriter number(String name, @Nullable Double value) {
        return name(name).write(value == null ? Double.NaN : value);
    }

    private JsonWriter write(double number) {
        if (!Double.isFinite(number)) {
            return write(JsonGenerator::writeNull);
        }
        if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return write(g -> g.writeNumber((long) number));
        }
        return write(g -> g.writeNumber(number));
    }

    public JsonWriter bool(String name, boolean value) {
        return name(name).write(g -> g.writeBoolean(value));
    }

    public JsonWriter nothing(String name) {
        return name(name).write(JsonGenerator::writeNull);
    }

    public JsonWriter time(String name, long epochMillis) {
        return string(
                name,
                Instant.ofEpochMilli(epochMillis).truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** A value that is JSON already. */
    public JsonWriter raw(String name, byte[] json) {
        return name(name).write(g -> g.writeRawValue(new String(json, StandardCharsets.UTF_8)));
    }

    public byte[] toBytes() {
        // One that is not closed keeps its buffers, and the next document allocates its own.
        write(JsonGenerator::close);
        return bytes.toByteArray();
    }

    private JsonWriter name(String name) {
        return write(g -> g.writeFieldName(name));
    }

    private JsonWriter write(Step step) {
        try {
            step.run(generator);
            return this;
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    private static UncheckedIOException inMemory(IOException e) {
        return new UncheckedIOException("writing to memory", e);
    }
}
