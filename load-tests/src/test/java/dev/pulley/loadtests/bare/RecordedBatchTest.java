package dev.pulley.loadtests.bare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RecordedBatchTest {
    private static List<byte[]> words(String... words) {
        return Stream.of(words)
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static String command(RecordedBatch batch, long n) {
        return new String(batch.command(n), StandardCharsets.ISO_8859_1);
    }

    @Test
    void batchThatIsSentAgain_hasNamesAndFencesOfItsOwnAndNewDecisions() {
        RecordedBatch batch = Objects.requireNonNull(RecordedBatch.of(words(
                "EVALSHA",
                "abc",
                "3",
                "pulley:{07}:meta",
                "pulley:{07}:e:1.7:8.5",
                "pulley:{07}:s:1.7:n.1.2",
                "node",
                "1.30",
                "1.40",
                "birth",
                "x")));
        assertThat(batch.meta()).containsExactly("bare:{07}:meta", "birth", "birth");
        assertThat(batch.fences()).isEqualTo("bare:{07}:fences");
        assertThat(command(batch, 0))
                .contains(
                        "bare:{07}:meta",
                        "bare:{07}:e:1.7:8.5\r",
                        "bare:{07}:s:1.7:n.1.2.0\r",
                        "\r\n0.0\r\n",
                        "\r\n1.1\r\n")
                .doesNotContain("pulley:", "1.30", "1.40");
        assertThat(command(batch, 5)).contains("n.1.2.5\r", "\r\n1.5\r\n", "\r\n1.6\r\n");
    }

    @Test
    void otherCommands_areNotBatchesOfRewards() {
        assertThat(RecordedBatch.of(words("HGETALL", "pulley:{07}:meta", "x", "y")))
                .isNull();
        assertThat(RecordedBatch.of(
                        words("EVALSHA", "abc", "1", "pulley:{07}:meta", "node", "1.1", "1.2", "birth", "x")))
                .isNull();
    }
}
