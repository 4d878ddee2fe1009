package dev.pulley.server.privateredis;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;

/** The Redis inside Pulley's own jar. It is copied out once for each data folder. */
final class BundledRedis {
    private BundledRedis() {}

    /** The path of the copy; nothing where there is none for this system. */
    static Optional<Path> extract(RedisFolder folder) throws PrivateRedisException {
        Optional<String> name = name(System.getProperty("os.name"), System.getProperty("os.arch"));
        URL source = name.map(BundledRedis.class.getClassLoader()::getResource).orElse(null);
        if (name.isEmpty() || source == null) {
            return Optional.empty();
        }
        Path program = folder.programs().resolve(name.get());
        try {
            URLConnection connection = source.openConnection();
            // Whole or absent, by the rename at the end; so the size tells whether it is the copy of this very file.
            if (!Files.exists(program) || Files.size(program) != connection.getContentLengthLong()) {
                Files.createDirectories(folder.programs());
                copy(connection, program);
            }
            return Optional.of(program);
        } catch (IOException e) {
            throw folder.failed(e);
        }
    }

    static Optional<String> name(String system, String processor) {
        String machine = switch (processor) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> "";
        };
        return switch (system.toLowerCase(Locale.ROOT) + " " + machine) {
            case "linux amd64" -> Optional.of("redis-server-6.2.6-v5-linux-amd64");
            case "linux arm64" -> Optional.of("redis-server-6.2.7-linux-arm64");
            case "mac os x amd64" -> Optional.of("redis-server-6.2.6-v5-darwin-amd64");
            case "mac os x arm64" -> Optional.of("redis-server-6.2.6-v5-darwin-arm64");
            default -> Optional.empty();
        };
    }

    private static void copy(URLConnection source, Path program) throws IOException {
        Path beside = program.resolveSibling(program.getFileName() + ".writing");
        try {
            try (InputStream from = source.getInputStream()) {
                Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
            }
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(RedisFolder.OURS_ALONE));
            Files.move(beside, program, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
