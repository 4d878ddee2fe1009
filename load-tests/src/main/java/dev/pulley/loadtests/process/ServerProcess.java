package dev.pulley.loadtests.process;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real server over one data folder, which is started, killed and stopped as often as its owner likes. Closing it ends all
 * that runs, the private Redis that a killed server leaves too; so does the end of this process.
 */
public final class ServerProcess implements Closeable {
    /** Far more than a start takes, even where many share a machine. */
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private static final Duration END_MAX = Duration.ofSeconds(60);
    private static final int OUTPUT_LINES_MAX = 10_000;
    private static final Pattern READY = Pattern.compile("Pulley is ready on (http://\\S+:\\d+)\\b.*");

    private final List<String> java;
    private final Path dataFolder;
    private final Watchdog watchdog;
    private final List<String> output = new ArrayList<>();
    private @Nullable Process process;
    private URI address = URI.create("http://127.0.0.1:0");

    private ServerProcess(List<String> java, Path dataFolder, Watchdog watchdog) {
        this.java = java;
        this.dataFolder = dataFolder;
        this.watchdog = watchdog;
    }

    /**
     * A server that does not run yet.
     *
     * @param java the command that runs the server's jar, its options left out
     */
    public static ServerProcess over(Path dataFolder, List<String> java) throws IOException {
        Watchdog watchdog = Watchdog.start();
        watchdog.guardRedisOf(dataFolder);
        return new ServerProcess(List.copyOf(java), dataFolder, watchdog);
    }

    /** Starts it on a free port; returns how long that took when it says that it is ready and {@code /readyz} agrees. */
    public Duration start(String... options) throws IOException {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("it runs already");
        }
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("serve", "--port", "0", "--data", dataFolder.toString()));
        command.addAll(List.of(options));
        long beginNanos = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PULLEY_"));
        Process started = builder.start();
        process = started;
        watchdog.guard(started, dataFolder.toString());
        address = awaitReady(started);
        Readiness.require(address);
        return Duration.ofNanos(System.nanoTime() - beginNanos);
    }

    private URI awaitReady(Process started) throws IOException {
        CompletableFuture<URI> ready = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("server-output").start(() -> collect(started, ready));
        try {
            return ready.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the server did not get ready; it said:\n" + output(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the server started", e);
        }
    }

    private void collect(Process started, CompletableFuture<URI> ready) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                Matcher matcher = READY.matcher(line);
                if (matcher.matches()) {
                    ready.complete(URI.create(matcher.group(1)));
                }
            }
            ready.completeExceptionally(new IOException("it ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private void keep(String line) {
        synchronized (output) {
            if (output.size() < OUTPUT_LINES_MAX) {
                output.add(line);
            }
        }
    }

    /** Where it answers. */
    public URI address() {
        return address;
    }

    /** Its number, by which the system tells what it uses. */
    public long processId() {
        return running().pid();
    }

    /** What it has said since it was first started, on both streams. */
    public String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    /** As by {@code kill -9}. */
    public void kill() throws IOException {
        running().destroyForcibly();
        awaitEnd();
    }

    /** Asks it to stop, as by {@code kill}; returns its exit code. */
    public int terminate() throws IOException {
        running().destroy();
        return awaitEnd();
    }

    private int awaitEnd() throws IOException {
        Process ending = running();
        try {
            if (!ending.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the server does not end; it said:\n" + output());
            }
            return ending.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the server ended", e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("it was never started");
        }
        return process;
    }

    /** The private Redis of its folder, if one runs. */
    public Optional<ProcessHandle> redis() throws IOException {
        return LeftRedis.of(dataFolder);
    }

    @Override
    public void close() throws IOException {
        watchdog.close();
        if (process != null) {
            awaitEnd();
        }
    }
}
