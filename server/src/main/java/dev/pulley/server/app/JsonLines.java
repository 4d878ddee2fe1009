package dev.pulley.server.app;

import dev.pulley.server.json.JsonWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** An entry of the log as one line of JSON, whatever is in it: {@code at, level, logger, message} and, of a failure, its {@code trace}. */
final class JsonLines extends Formatter {
    @Override
    public String format(LogRecord entry) {
        Throwable failure = entry.getThrown();
        byte[] line = new JsonWriter()
                .object(o -> {
                    o.time("at", entry.getMillis());
                    o.string("level", level(entry.getLevel()));
                    o.string("logger", String.valueOf(entry.getLoggerName()));
                    o.string("message", String.valueOf(formatMessage(entry)));
                    if (failure != null) {
                        o.string("trace", trace(failure));
                    }
                })
                .toBytes();
        return new String(line, StandardCharsets.UTF_8) + "\n";
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        return level.intValue() >= Level.WARNING.intValue() ? "warn" : "info";
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
