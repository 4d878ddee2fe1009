package dev.pulley.server.security;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The copy of the keys in a data folder, for its owner alone: a line with the set's name and that of its last change, then a line an entry. A
 * file without entries says that there were no keys, which is not the same as no file.
 */
public final class KeyFile {
    private static final String NO_NAME = "-";

    private final Path path;

    public KeyFile(Path dataFolder) {
        path = dataFolder.resolve("keys");
    }

    /** Nothing, if the folder has no copy. */
    Optional<KeyRing> read() throws KeyException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(path);
            String[] head = lines.getFirst().split(" ", -1);
            Map<String, String> entries = new HashMap<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] entry = line.split(" ", 2);
                entries.put(entry[0], entry[1]);
            }
            return Optional.of(KeyRing.of(head[0].equals(NO_NAME) ? null : head[0], head[1], entries));
        } catch (IOException e) {
            throw new KeyException("the keys can't be read from " + path + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new KeyException(
                    "the copy of the keys in " + path + " is damaged; remove the file if Redis has them too", e);
        }
    }

    /** Complete or not at all, and on the disk when this returns. */
    void write(KeyRing ring) throws KeyException {
        StringBuilder text = new StringBuilder();
        text.append(ring.name() == null ? NO_NAME : ring.name()).append(' ').append(ring.change());
        text.append('\n');
        new TreeMap<>(ring.entries())
                .forEach((name, value) ->
                        text.append(name).append(' ').append(value).append('\n'));
        try {
            Path fresh = Files.createTempFile(
                    path.getParent(),
                    "keys",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(fresh, text, StandardCharsets.UTF_8);
                try (FileChannel file = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                    file.force(true);
                }
                Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new KeyException("the keys can't be kept in " + path + ": " + e.getMessage(), e);
        }
    }
}
