package dev.pulley.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.testing.JsonTree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonLinesTest {
    private static LogRecord entry(Level level, String message) {
        LogRecord entry = new LogRecord(level, message);
        entry.setLoggerName("dev.pulley.server.Example");
        entry.setInstant(Instant.parse("2026-11-21T09:30:00.125Z"));
        return entry;
    }

    @Test
    void anEntry_isOneLine_whateverIsInIt() {
        String message = "two\nlines, \"quotes\", \u0000, \u2028 and a lone \ud800 {0}";
        LogRecord entry = entry(Level.INFO, message);
        entry.setThrown(new IllegalStateException("what\nfailed", new RuntimeException("why")));
        String line = new JsonLines().format(entry);
        assertThat(line).endsWith("}\n");
        assertThat(line.strip().lines()).hasSize(1);
        JsonTree told = JsonTree.of(line);
        assertThat(told.names("")).containsExactly("at", "level", "logger", "message", "trace");
        assertThat(told.text("at")).isEqualTo("2026-11-21T09:30:00.125Z");
        assertThat(told.text("logger")).isEqualTo("dev.pulley.server.Example");
        assertThat(told.text("message")).startsWith("two\nlines, \"quotes\"");
        assertThat(told.text("trace")).contains("what\nfailed", "Caused by", "JsonLinesTest");
    }

    @ParameterizedTest
    @CsvSource({"SEVERE, error", "WARNING, warn", "INFO, info", "FINE, info"})
    void aLevel_hasItsUsualName(String level, String name) {
        JsonTree told = JsonTree.of(new JsonLines().format(entry(Level.parse(level), "x")));
        assertThat(told.text("level")).isEqualTo(name);
        assertThat(told.names("")).doesNotContain("trace");
    }

    @Test
    void theFormat_isAnOption() throws Exception {
        assertThat(ServeOptions.parse(List.of(), Map.of()).log()).isEqualTo(Logs.Format.TEXT);
        assertThat(ServeOptions.parse(List.of("--log", "json"), Map.of()).log()).isEqualTo(Logs.Format.JSON);
        assertThat(ServeOptions.parse(List.of(), Map.of("PULLEY_LOG", "json")).log())
                .isEqualTo(Logs.Format.JSON);
        assertThatThrownBy(() -> ServeOptions.parse(List.of("--log", "xml"), Map.of()))
                .hasMessageContaining("--log must be text or json");
    }
}
