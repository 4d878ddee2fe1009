package dev.pulley.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.loadtests.load.LoadSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpeedOptionsTest {
    @Test
    void optionsThatAreGiven_areTaken() throws UsageException {
        LoadSettings settings = SpeedOptions.parse(
                "decide",
                List.of("--rate", "5000", "--seconds", "3", "--nodes", "http://127.0.0.1:8080,http://10.0.0.2:80"));
        assertThat(settings.ratePerSecond()).isEqualTo(5_000);
        assertThat(settings.length()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.nodes())
                .containsExactly(URI.create("http://127.0.0.1:8080"), URI.create("http://10.0.0.2:80"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rate 0x",
                "--seconds 0",
                "--speed 9",
                "--closed",
                "--rate 5 --closed 5",
                "--nodes 10.0.0.2",
                "--nodes https://10.0.0.2:80",
                "--parts decide"
            })
    void optionsThatCantBeMeant_areRefusedInOneLine(String words) {
        assertThatThrownBy(() -> SpeedOptions.parse("decide", List.of(words.split(" ", -1))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--help");
    }
}
