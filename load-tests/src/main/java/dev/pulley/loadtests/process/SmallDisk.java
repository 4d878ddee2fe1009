package dev.pulley.loadtests.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A disk in memory of a few mebibytes, which takes root to mount. */
public final class SmallDisk implements Closeable {
    private static final Duration MOUNT_MAX = Duration.ofSeconds(20);

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    public static SmallDisk mount(Path folder, int mebibytes, Watchdog watchdog) throws IOException {
        Files.createDirectories(folder);
        watchdog.guardMount(folder);
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "pulley-small-disk", folder.toString());
        return new SmallDisk(folder);
    }

    private static void run(String... command) throws IOException {
        ProcessRun run = ProcessRun.of(new ProcessBuilder(command), MOUNT_MAX);
        if (run.exitCode() != 0) {
            throw new IOException(run.errors().strip());
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", folder.toString());
    }
}
