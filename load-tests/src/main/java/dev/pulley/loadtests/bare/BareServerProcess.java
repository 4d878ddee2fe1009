package dev.pulley.loadtests.bare;

import dev.pulley.loadtests.process.FreePorts;
import dev.pulley.loadtests.process.Watchdog;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A bare server in a process of its own. */
public final class BareServerProcess implements Closeable {
    private static final long END_SECONDS_MAX = 20;

    private final Process process;
    private final URI address;

    private BareServerProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one that answers with so many bytes. */
    public static BareServerProcess start(int answerBytes, Watchdog watchdog) throws IOException {
        int port = FreePorts.take();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareServer.class.getName(),
                        Integer.toString(port),
                        Integer.toString(answerBytes))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        watchdog.guard(process, BareServer.class.getName());
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        if (!BareServer.READY.equals(line)) {
            process.destroyForcibly();
            throw new IOException("the bare server does not start: " + line);
        }
        return new BareServerProcess(process, URI.create("http://127.0.0.1:" + port));
    }

    public URI address() {
        return address;
    }

    public long processId() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
