package dev.pulley.loadtests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WatchdogTest {
    private static final long GONE_MILLIS_MAX = 10_000;

    /** A process with {@code title} in its command line, which waits for its input to end. */
    private static Process waiting(String title) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", "read -r line", title).start();
    }

    private static boolean isGone(Process process) throws InterruptedException {
        return process.waitFor(GONE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }

    @Test
    void close_endsWhatItGuards() throws Exception {
        Process guarded = waiting("the mark");
        try (Watchdog watchdog = Watchdog.start()) {
            watchdog.guard(guarded, "the mark");
            assertThat(guarded.isAlive()).isTrue();
        }
        assertThat(isGone(guarded)).isTrue();
    }

    @Test
    void close_leavesAProcessThatOnlyHasTheNumber() throws Exception {
        Process other = waiting("somebody else");
        try {
            try (Watchdog watchdog = Watchdog.start()) {
                watchdog.guard(other, "the mark");
            }
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void close_endsTheRedisThatTheDataFolderNames(@TempDir Path folder) throws Exception {
        Process redis = waiting("redis-server pulley-0123456789abcdef");
        Path records = Files.createDirectories(folder.resolve("redis"));
        Files.writeString(records.resolve("redis.pid"), redis.pid() + "\n");
        Files.writeString(records.resolve("identity"), "id=0123456789abcdef\npassword=x\nport=1\n");
        try (Watchdog watchdog = Watchdog.start()) {
            watchdog.guardRedisOf(folder);
        }
        assertThat(isGone(redis)).isTrue();
    }
}
