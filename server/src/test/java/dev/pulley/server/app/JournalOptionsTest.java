package dev.pulley.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.journal.Fsync;
import dev.pulley.server.journal.JournalSettings;
import dev.pulley.server.journal.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalOptionsTest {
    private static JournalSettings parse(String... arguments) throws StartException {
        return ServeOptions.parse(List.of(arguments), Map.of()).journal();
    }

    @Test
    void withoutAnyFlag_theJournalIsForcedOnceASecond_andAllIsKept() throws StartException {
        assertThat(parse()).isEqualTo(new JournalSettings(Fsync.EVERY_SECOND, 64L << 20, Retention.ALL));
    }

    @Test
    void flags_orTheirVariables_sayOtherwise() throws StartException {
        JournalSettings wanted = new JournalSettings(
                Fsync.ALWAYS, 16L << 20, new Retention(Optional.of(Duration.ofDays(7)), Optional.of(500L << 20)));
        assertThat(parse(
                        "--fsync",
                        "always",
                        "--journal-segment-mb=16",
                        "--journal-keep",
                        "7d",
                        "--journal-max-mb",
                        "500"))
                .isEqualTo(wanted);
        Map<String, String> environment = Map.of(
                "PULLEY_FSYNC",
                "always",
                "PULLEY_JOURNAL_SEGMENT_MB",
                "16",
                "PULLEY_JOURNAL_KEEP",
                "7d",
                "PULLEY_JOURNAL_MAX_MB",
                "500");
        assertThat(ServeOptions.parse(List.of(), environment).journal()).isEqualTo(wanted);
        assertThat(parse("--fsync=never").fsync()).isEqualTo(Fsync.NEVER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--fsync=sometimes",
                "--fsync=2s",
                "--journal-keep=7",
                "--journal-keep=week",
                "--journal-max-mb=0",
                "--journal-max-mb=much",
                "--journal-segment-mb=1",
                "--journal-segment-mb=99999"
            })
    void whatIsNotMeant_isRefusedByName(String flag) {
        assertThatThrownBy(() -> parse(flag))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(flag.substring(0, flag.indexOf('=')));
    }
}
