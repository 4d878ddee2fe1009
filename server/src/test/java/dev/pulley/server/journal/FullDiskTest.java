package dev.pulley.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pulley.server.event.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that can't grow, as on a full disk: the shell's limit on file sizes makes one without any rights. */
final class FullDiskTest {
    private static final Path SHELL = Path.of("/bin/sh");
    private static final int EVENT_BYTES = 5_000;
    private static final int APPENDS = 40;
    private static final String REFUSED = "refused";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** What runs in a process of its own: tries to append, large events and then small ones, and says which were. */
    public static void main(String[] arguments) {
        try (Journal journal = Journal.open(Path.of(arguments[0]), Entries.NODE)) {
            for (int i = 0; i < 2 * APPENDS; i++) {
                tryToAppend(journal, i < APPENDS ? EVENT_BYTES : i % 2);
            }
        }
    }

    private static void tryToAppend(Journal journal, int length) {
        try {
            System.out.println(Entries.append(journal, length).toText());
            journal.makeRoom();
        } catch (JournalException e) {
            System.out.println(REFUSED);
        }
    }

    @Test
    void anEventThatDoesNotFit_leavesNothing_andASmallerOneStillFits() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(SHELL));
        List<String> lines = runWithLimit();
        assertThat(lines).hasSize(2 * APPENDS);
        List<String> appended =
                lines.stream().filter(line -> !line.equals(REFUSED)).toList();
        assertThat(lines.subList(0, APPENDS))
                .as("large ones")
                .contains(REFUSED)
                .first()
                .isNotEqualTo(REFUSED);
        assertThat(lines.subList(APPENDS, 2 * APPENDS)).as("small ones").anyMatch(line -> !line.equals(REFUSED));
        try (Journal journal = Journal.open(folder, 1)) {
            assertThat(Entries.all(journal).stream().map(Position::toText).toList())
                    .isEqualTo(appended);
            assertThat(journal.recovery().cutBytes()).isZero();
        }
    }

    private List<String> runWithLimit() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        SHELL.toString(),
                        "-c",
                        // In blocks of 512 bytes or of 1,024, as the shell has it; no log of the virtual machine's own.
                        "ulimit -f 150 && exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDiskTest.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().forEach(lines::add);
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return lines;
    }
}
