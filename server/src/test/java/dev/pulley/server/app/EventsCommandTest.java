package dev.pulley.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.journal.Journal;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventsCommandTest {
    private static final Path FULL_DISK = Path.of("/dev/full");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeEach
    void journalOneEvent() {
        try (Journal journal = Journal.open(folder.resolve("journal"), 5)) {
            Object ignored = journal.append(position -> new TaskNumbered(1, 91, "greeting", 1_790_000_000_000L));
        }
    }

    private void tellTo(OutputStream out) throws StartException {
        EventsCommand.run(List.of(folder.toString()), out);
    }

    @Test
    void eventsAreTold_aLineEach() throws StartException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tellTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }

    @Test
    void aFullDisk_isAFailure() throws IOException {
        assumeTrue(Files.exists(FULL_DISK), "only Linux has a disk that is always full");
        try (OutputStream out = new FileOutputStream(FULL_DISK.toFile())) {
            assertThatThrownBy(() -> tellTo(out))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("not all events could be written");
        }
    }

    @Test
    void aReaderWhoHasSeenEnough_isNone() throws IOException, StartException {
        Pipe pipe = Pipe.open();
        pipe.source().close();
        try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
            tellTo(out);
        }
    }
}
