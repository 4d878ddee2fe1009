package dev.pulley.server.privateredis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A data folder for one test, whose Redis is gone when the test is. */
final class Fixture implements AutoCloseable {
    private final Path data;
    private final List<PrivateRedis> started = new ArrayList<>();

    Fixture(Path data) {
        this.data = data;
    }

    Path data() {
        return data;
    }

    Path redisFolder() {
        return data.resolve("redis");
    }

    RedisFolder folder() throws PrivateRedisException {
        return RedisFolder.open(data);
    }

    PrivateRedis start(Options.Program program) throws PrivateRedisException {
        return start(options().withProgram(program));
    }

    PrivateRedis start(Options options) throws PrivateRedisException {
        PrivateRedis redis = PrivateRedis.start(data, options);
        started.add(redis);
        return redis;
    }

    static Options options() {
        return Options.standard().dyingWithParent();
    }

    /** The answer to one command, by the way that lettuce is told to take. */
    String ask(Endpoint endpoint, String... words) throws IOException, PrivateRedisException {
        try (Conversation redis = Conversation.open(endpoint.address(), 5_000)) {
            redis.ask("AUTH", folder().identity().password());
            return redis.ask(words).text();
        }
    }

    String ask(String... words) throws IOException, PrivateRedisException {
        return ask(Endpoint.UnixSocket.of(folder()), words);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A program that answers like a Redis of another kind. */
    Path script(String name, String... lines) throws IOException {
        Path script = Files.createDirectories(data.resolve("programs")).resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** A folder with links to these programs and nothing else, as on a system where the others are missing. */
    List<Path> onlyThese(String... names) throws IOException {
        Path folder = Files.createDirectories(data.resolve("only"));
        for (String name : names) {
            Path program = ServerProgram.executable(Options.standard().programFolders(), name)
                    .orElseThrow(() -> new IllegalStateException(name + " is not installed"));
            Files.deleteIfExists(folder.resolve(name));
            Files.createSymbolicLink(folder.resolve(name), program);
        }
        return List.of(folder);
    }

    @Override
    public void close() throws PrivateRedisException {
        started.forEach(PrivateRedis::stop);
    }
}
