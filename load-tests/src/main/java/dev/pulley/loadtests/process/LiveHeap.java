package dev.pulley.loadtests.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What a Java process keeps after a full collection, unlike what it holds of the system's memory for later. */
public final class LiveHeap {
    private static final Duration COUNT_MAX = Duration.ofSeconds(60);

    private LiveHeap() {}

    /** Has the process collect its garbage, and counts the bytes of what is left. */
    public static long bytes(long processId) throws IOException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        ProcessRun run = ProcessRun.of(
                new ProcessBuilder(program.toString(), Long.toString(processId), "GC.class_histogram"), COUNT_MAX);
        return run.output()
                .lines()
                .filter(line -> line.startsWith("Total"))
                .map(line -> line.strip().split("\\s+", -1))
                .mapToLong(words -> Long.parseLong(words[2]))
                .findFirst()
                .orElseThrow(() -> new IOException("the heap can't be counted: " + run.output() + run.errors()));
    }
}
