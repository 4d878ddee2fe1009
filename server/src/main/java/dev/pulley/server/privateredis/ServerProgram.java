package dev.pulley.server.privateredis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Redis or Valkey that can be run here, and which one it is. */
record ServerProgram(Path path, RedisVersion version) {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProgram.class);
    private static final long VERSION_LIMIT_MILLIS = 2_000;
    private static final int MAX_VERSION_BYTES = 4096;
    private static final List<String> NAMES = List.of("redis-server", "valkey-server");
    private static final String HOW_TO_GET_ONE =
            "install Redis 6.2 or newer (for example: apt-get install redis-server), name one with --redis-server PATH,"
                    + " or a running one with --redis redis://HOST:PORT";

    /** The first that runs, is new enough, and can open what is in the folder. */
    static ServerProgram choose(Options options, RedisFolder folder) throws PrivateRedisException {
        Optional<RedisVersion> writer = folder.writtenBy();
        return switch (options.program()) {
            case Options.Program.Named named -> {
                ServerProgram program = examine(named.path().toAbsolutePath());
                if (!program.version.isSupported()) {
                    throw new PrivateRedisException(
                            named.path() + " is " + program.version + ", which is too old; " + HOW_TO_GET_ONE);
                }
                yield program.requireReader(writer, folder);
            }
            case Options.Program.Bundled bundled -> bundled(folder).requireReader(writer, folder);
            case Options.Program.Any any -> chooseInstalledOrBundled(options, folder, writer);
        };
    }

    private static ServerProgram chooseInstalledOrBundled(
            Options options, RedisFolder folder, Optional<RedisVersion> writer) throws PrivateRedisException {
        Optional<ServerProgram> unfit = Optional.empty();
        for (String name : NAMES) {
            for (Path path : executables(options.programFolders(), name)) {
                Optional<ServerProgram> program = tryToExamine(path).filter(it -> it.version.isSupported());
                if (program.isPresent() && program.get().canOpen(writer)) {
                    return program.get();
                }
                unfit = program.isPresent() ? program : unfit;
            }
        }
        try {
            return bundled(folder).requireReader(writer, folder);
        } catch (PrivateRedisException e) {
            if (unfit.isPresent()) {
                unfit.get().requireReader(writer, folder);
            }
            throw e;
        }
    }

    /** One that does not run is as good as none; another may. */
    private static Optional<ServerProgram> tryToExamine(Path path) {
        try {
            return Optional.of(examine(path));
        } catch (PrivateRedisException e) {
            LOG.debug("Passed over {}: {}", path, e.getMessage());
            return Optional.empty();
        }
    }

    private static ServerProgram bundled(RedisFolder folder) throws PrivateRedisException {
        Optional<Path> path = BundledRedis.extract(folder);
        if (path.isEmpty()) {
            throw new PrivateRedisException("there is no bundled Redis for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + "; " + HOW_TO_GET_ONE);
        }
        return examine(path.get());
    }

    static Optional<Path> executable(List<Path> folders, String name) {
        return executables(folders, name).stream().findFirst();
    }

    private static List<Path> executables(List<Path> folders, String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
                .toList();
    }

    /** Runs the program to learn its version. */
    private static ServerProgram examine(Path path) throws PrivateRedisException {
        if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
            throw cannotRun(path, "there is no such program");
        }
        String answer;
        try {
            Process process = new ProcessBuilder(path.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(VERSION_LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw cannotRun(path, "it gave no answer to --version");
            }
            byte[] bytes = process.getInputStream().readNBytes(MAX_VERSION_BYTES);
            answer = new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw cannotRun(path, Reasons.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cannotRun(path, "interrupted");
        }
        Optional<RedisVersion> version = RedisVersion.ofProgram(answer);
        if (version.isEmpty()) {
            throw cannotRun(path, answer.lines().findFirst().orElse("it says nothing"));
        }
        return new ServerProgram(path, version.get());
    }

    private static PrivateRedisException cannotRun(Path path, String reason) {
        String way = reason.contains("libssl") || reason.contains("libcrypto")
                ? "install OpenSSL 3 (for example: apt-get install libssl3), or " + HOW_TO_GET_ONE
                : HOW_TO_GET_ONE;
        return new PrivateRedisException("cannot run Redis from " + path + " (" + reason + "); " + way);
    }

    private boolean canOpen(Optional<RedisVersion> writer) {
        return writer.isEmpty() || version.canOpen(writer.get());
    }

    /** An older Redis than the one that wrote a folder opens it as empty, and says nothing. */
    private ServerProgram requireReader(Optional<RedisVersion> writer, RedisFolder folder)
            throws PrivateRedisException {
        if (writer.isPresent() && !version.canOpen(writer.get())) {
            throw new PrivateRedisException(
                    "the data in " + folder.path() + " was written by " + writer.get() + ", and "
                            + version + " (" + path + ") cannot open it; install " + writer.get()
                            + " or newer, name one with --redis-server PATH, or start afresh with another --data folder");
        }
        return this;
    }
}
