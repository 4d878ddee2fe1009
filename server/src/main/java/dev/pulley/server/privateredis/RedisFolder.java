package dev.pulley.server.privateredis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder {@code redis} under the data folder, and what stands in its files. Files that Pulley writes are complete or absent:
 * written beside, synced and renamed.
 */
final class RedisFolder {
    static final String OURS_ALONE = "rwx------";

    /** With less, Redis would start and then fail to write. */
    private static final long LEAST_FREE_BYTES = 1 << 20;

    private static final long MAX_LOG_BYTES = 4 << 20;
    private static final int LOG_TAIL_BYTES = 8192;
    private static final Set<PosixFilePermission> FILE_PERMISSIONS = PosixFilePermissions.fromString("rw-------");

    private final Path path;

    private RedisFolder(Path path) {
        this.path = path;
    }

    static RedisFolder open(Path dataFolder) throws PrivateRedisException {
        Path folder = dataFolder.resolve("redis");
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(OURS_ALONE));
            RedisFolder opened = new RedisFolder(folder.toRealPath());
            opened.requireSpace();
            return opened;
        } catch (IOException e) {
            throw new PrivateRedisException(
                    "cannot use the data folder " + dataFolder + " (" + Reasons.of(e)
                            + "); name one with --data that this user can write to",
                    e);
        } catch (UnsupportedOperationException e) {
            throw new PrivateRedisException(
                    "the private Redis needs a Unix system; name a Redis with --redis redis://HOST:PORT", e);
        }
    }

    private void requireSpace() throws IOException, PrivateRedisException {
        if (isFull()) {
            throw new PrivateRedisException(
                    "the disk of " + path + " is full; make room, or name another folder with --data");
        }
    }

    boolean isFull() throws IOException {
        FileStore disk = Files.getFileStore(path);
        boolean isKnown = disk.getTotalSpace() > 0;
        return isKnown && disk.getUsableSpace() < LEAST_FREE_BYTES;
    }

    Path path() {
        return path;
    }

    /** Held by Redis. */
    Path serverLock() {
        return path.resolve("server.lock");
    }

    /** Held by Pulley. */
    Path ownerLock() {
        return path.resolve("owner.lock");
    }

    Path configuration() {
        return path.resolve("redis.conf");
    }

    Path log() {
        return path.resolve("redis.log");
    }

    Path programs() {
        return path.resolve("bin");
    }

    private Path identityFile() {
        return path.resolve("identity");
    }

    private Path writerFile() {
        return path.resolve("written-by");
    }

    /** The file that {@code redis-check-aof} wants to hear of, if anything was written yet. */
    Path appendOnlyFile() {
        Path manifest = path.resolve("appendonlydir").resolve("appendonly.aof.manifest");
        return Files.exists(manifest) ? manifest : path.resolve("appendonly.aof");
    }

    /** The identity of this folder's Redis, made on first use. */
    Identity identity() throws PrivateRedisException {
        try {
            Optional<String> stored = read(identityFile());
            if (stored.isEmpty()) {
                Identity fresh = Identity.random();
                write(identityFile(), fresh.text());
                return fresh;
            }
            return Identity.of(stored.get())
                    .orElseThrow(() -> new PrivateRedisException("the file " + identityFile()
                            + " is damaged; end the Redis of this folder if one runs, then remove the file"));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The same identity, with another port from now on. */
    Identity movedTo(int port) throws PrivateRedisException {
        Identity moved = identity().withPort(port);
        try {
            write(identityFile(), moved.text());
        } catch (IOException e) {
            throw failed(e);
        }
        return moved;
    }

    /**
     * The newest server that wrote here. The folder that Redis 7 and later write into tells it where the record is lost: an
     * older one would not look into it, and start empty.
     */
    Optional<RedisVersion> writtenBy() throws PrivateRedisException {
        try {
            Optional<String> stored = read(writerFile());
            if (stored.isEmpty()) {
                return Files.exists(path.resolve("appendonlydir"))
                        ? Optional.of(RedisVersion.redis(7, 0))
                        : Optional.empty();
            }
            Optional<RedisVersion> version = RedisVersion.ofRecord(stored.get());
            if (version.isEmpty()) {
                throw new PrivateRedisException(
                        "the file " + writerFile() + " is damaged; write the version of Redis that last"
                                + " served this folder into it, like: redis 7.0");
            }
            return version;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** To be called before that server starts: should we be killed in between, refusing too much is the safe side. */
    void recordWriter(RedisVersion version) throws PrivateRedisException {
        Optional<RedisVersion> before = writtenBy();
        if (before.isPresent() && before.get().recorded().equals(version.recorded())) {
            return;
        }
        try {
            write(writerFile(), version.recorded() + "\n");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void writeConfiguration(Identity identity, Endpoint endpoint, boolean daemonize) throws PrivateRedisException {
        List<String> own = List.of(
                "requirepass " + identity.password(),
                "proc-title-template \"" + identity.title() + "\"",
                "daemonize " + (daemonize ? "yes" : "no"),
                "supervised no",
                "pidfile " + quoted(path.resolve("redis.pid")),
                "logfile " + quoted(log()),
                "dir " + quoted(path),
                // Every write is in the file within a second; snapshots beside it would only cost forks.
                "appendonly yes",
                "appendfsync everysec",
                "save \"\"",
                // Evidence that is evicted is evidence lost: a full memory must refuse writes instead.
                "maxmemory-policy noeviction");
        try {
            write(configuration(), String.join("\n", endpoint.settings()) + "\n" + String.join("\n", own) + "\n");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Puts a long log aside, and answers where the next lines will begin. */
    long prepareLog() throws PrivateRedisException {
        try {
            if (!Files.exists(log())) {
                return 0;
            }
            long size = Files.size(log());
            if (size < MAX_LOG_BYTES) {
                return size;
            }
            Files.move(log(), path.resolve("redis.log.1"), StandardCopyOption.REPLACE_EXISTING);
            return 0;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The last of what was logged since {@code position}. */
    String logSince(long position) {
        try (FileChannel channel = FileChannel.open(log(), StandardOpenOption.READ)) {
            long from = Math.max(position, channel.size() - LOG_TAIL_BYTES);
            ByteBuffer tail = ByteBuffer.allocate(LOG_TAIL_BYTES);
            channel.read(tail, from);
            return StandardCharsets.UTF_8.decode(tail.flip()).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** A path as Redis reads it from its configuration. */
    static String quoted(Path path) {
        String text =
                path.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return '"' + text + '"';
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void write(Path file, String text) throws IOException {
        Path beside =
                Files.createTempFile(path, "writing", null, PosixFilePermissions.asFileAttribute(FILE_PERMISSIONS));
        try {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    PrivateRedisException failed(IOException e) {
        return new PrivateRedisException(
                "cannot use " + path + " for the private Redis (" + Reasons.of(e)
                        + "); make it writable, or name another folder with --data",
                e);
    }
}
