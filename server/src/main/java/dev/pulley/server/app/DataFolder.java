package dev.pulley.server.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder that holds what a server must not lose; held by one server at a time. */
final class DataFolder implements AutoCloseable {
    private static final String SEAL = "seal";

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    static DataFolder hold(Path path) throws StartException {
        try {
            Files.createDirectories(path);
            FileChannel file =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(file) == null) {
                file.close();
                throw new StartException(
                        "the data folder " + path + " is held by another server; stop it, or give --data another");
            }
            return new DataFolder(path, file);
        } catch (IOException e) {
            throw new StartException("the data folder " + path + " can't be written (" + describe(e)
                    + "); make it writable, or give --data another");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }

    Path journal() {
        return path.resolve("journal");
    }

    Path copies() {
        return path.resolve("copies");
    }

    Path path() {
        return path;
    }

    /** The secret that seals tokens, if it is kept here. */
    Optional<String> seal() throws IOException {
        return sealIn(path);
    }

    /** The same of a folder that nobody holds. */
    static Optional<String> sealIn(Path folder) throws IOException {
        Path file = folder.resolve(SEAL);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** Keeps the secret where only its owner can read it. */
    void keepSeal(String secret) throws IOException {
        Path fresh = path.resolve(SEAL + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, secret);
        Files.move(fresh, path.resolve(SEAL), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
