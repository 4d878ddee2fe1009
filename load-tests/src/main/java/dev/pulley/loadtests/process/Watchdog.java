package dev.pulley.loadtests.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A process beside this one that ends what it is told to when it is closed, and likewise when this process is killed. A pipe
 * tells it: the system closes our end of that, whatever becomes of us.
 */
public final class Watchdog implements Closeable {
    private static final long END_LIMIT_MILLIS = 20_000;
    private static final String SCRIPT = read();

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    public static Watchdog start() throws IOException {
        return new Watchdog(new ProcessBuilder("/bin/sh", "-c", SCRIPT, "pulley-watchdog")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static String read() {
        try (InputStream script = Watchdog.class.getResourceAsStream("watchdog.sh")) {
            if (script == null) {
                throw new IllegalStateException("watchdog.sh is missing");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends this process in the end, if {@code mark} is in its command line. */
    public void guard(Process guarded, String mark) throws IOException {
        tell("process " + guarded.pid() + " " + mark);
    }

    /** Ends the private Redis of this data folder in the end. */
    public void guardRedisOf(Path dataFolder) throws IOException {
        tell("redis " + dataFolder);
    }

    /** Unmounts this folder in the end, if it is mounted then. */
    void guardMount(Path folder) throws IOException {
        tell("mount " + folder);
    }

    private synchronized void tell(String line) throws IOException {
        if (line.contains("\n")) {
            throw new IllegalArgumentException("what is guarded must be told in one line: " + line);
        }
        OutputStream out = process.getOutputStream();
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Ends all of them now, and returns when they are gone. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(END_LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("some processes can't be ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
