package dev.pulley.loadtests.process;

import java.io.IOException;
import java.time.Duration;

/** Signals that Java itself can't send. */
enum Signal {
    /** The process keeps its connections and does nothing. */
    STOP,
    /** It goes on. */
    CONT;

    private static final Duration SEND_MAX = Duration.ofSeconds(20);

    void send(Process process) throws IOException {
        ProcessRun run =
                ProcessRun.of(new ProcessBuilder("/bin/kill", "-" + name(), Long.toString(process.pid())), SEND_MAX);
        if (run.exitCode() != 0) {
            throw new IOException("kill -" + name() + " " + process.pid() + ": " + run.errors());
        }
    }
}
