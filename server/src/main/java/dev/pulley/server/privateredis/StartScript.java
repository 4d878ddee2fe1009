package dev.pulley.server.privateredis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code start.sh}, which starts Redis under its lock, and asks for that lock. Java's own locks are of another kind and are
 * not inherited by a process that is started.
 */
final class StartScript {
    /** How the script ends when another process holds the lock. */
    static final int LOCK_HELD = 75;

    private static final String SHELL = "/bin/sh";
    private static final long LOCK_LIMIT_MILLIS = 2_000;
    private static final String TEXT = read();

    private final RedisFolder folder;
    private final Optional<Path> flock;
    private final Optional<Path> setsid;

    StartScript(RedisFolder folder, List<Path> programFolders) {
        this.folder = folder;
        this.flock = ServerProgram.executable(programFolders, "flock");
        this.setsid = ServerProgram.executable(programFolders, "setsid");
    }

    private static String read() {
        try (InputStream script = StartScript.class.getResourceAsStream("start.sh")) {
            if (script == null) {
                throw new IllegalStateException("start.sh is missing from the jar");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without it a port is the lock: only one process can listen there. */
    boolean canLock() {
        return flock.isPresent();
    }

    boolean isLockHeld() throws PrivateRedisException {
        if (flock.isEmpty()) {
            return true;
        }
        ProcessBuilder builder = new ProcessBuilder(
                flock.get().toString(), "-n", folder.serverLock().toString(), SHELL, "-c", ":");
        try {
            Process process = builder.start();
            if (!process.waitFor(LOCK_LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new PrivateRedisException("no answer about the lock " + folder.serverLock()
                        + "; the disk may be hanging, name another folder with --data");
            }
            return process.exitValue() != 0;
        } catch (IOException e) {
            throw folder.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PrivateRedisException("interrupted while starting the private Redis", e);
        }
    }

    /** Whether Redis has to leave the terminal by itself, in which case its process is not the one that is started. */
    boolean mustDaemonize(boolean dieWithParent) {
        return setsid.isEmpty() && !dieWithParent;
    }

    /** The process becomes Redis, if it gets the lock; all that it says goes to the log of the folder. */
    Process start(ServerProgram program, boolean dieWithParent) throws PrivateRedisException {
        List<String> command = new ArrayList<>(List.of(SHELL, "-c", TEXT, "pulley-redis", "start"));
        command.add(flock.map(Path::toString).orElse(""));
        command.add(folder.serverLock().toString());
        command.add(setsid.map(Path::toString).orElse(""));
        command.add(dieWithParent ? "yes" : "no");
        command.add(program.path().toString());
        command.add(folder.configuration().toString());
        return start(command);
    }

    /** Kills a Redis that runs already when this process ends. */
    Process watch(long processId) throws PrivateRedisException {
        return start(List.of(SHELL, "-c", TEXT, "pulley-redis", "watch", Long.toString(processId)));
    }

    private Process start(List<String> command) throws PrivateRedisException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        // Redis has no use for Pulley's secrets, and would show them to whoever may look at its environment.
        builder.environment().keySet().removeIf(name -> name.startsWith("PULLEY_"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw folder.failed(e);
        }
    }
}
