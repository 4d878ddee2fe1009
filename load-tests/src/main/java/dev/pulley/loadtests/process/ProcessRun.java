package dev.pulley.loadtests.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that was run to its end, and what it left. */
public record ProcessRun(int exitCode, String output, String errors, Duration duration) {
    /** Runs it; one that does not end within the limit is ended, and an error. */
    public static ProcessRun of(ProcessBuilder builder, Duration limit) throws IOException {
        Path output = Files.createTempFile("pulley-run", ".out");
        Path errors = Files.createTempFile("pulley-run", ".err");
        try {
            long beginNanos = System.nanoTime();
            Process process = builder.redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            boolean hasEnded = false;
            try {
                hasEnded = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                process.destroyForcibly();
            }
            Duration duration = Duration.ofNanos(System.nanoTime() - beginNanos);
            String said = Files.readString(output);
            String complained = Files.readString(errors);
            if (!hasEnded) {
                throw new IOException(String.join(" ", builder.command()) + " did not end within " + limit
                        + "; it said:\n" + said + complained);
            }
            return new ProcessRun(process.exitValue(), said, complained, duration);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }
}
