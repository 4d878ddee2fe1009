package dev.pulley.server.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Data folders that are read and not written, but for one whose Redis may be; no server takes them meanwhile. */
final class HeldFolders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeldFolders.class);

    private final Deque<FileChannel> locks = new ArrayDeque<>();

    private @Nullable DataFolder written;

    private HeldFolders() {}

    /**
     * @param target the folder whose Redis is written, which may be one of the others
     * @throws StartException where a server has one of them
     */
    static HeldFolders hold(List<Path> folders, Optional<Path> target) throws StartException {
        HeldFolders held = new HeldFolders();
        boolean isHeld = false;
        try {
            for (Path folder : folders) {
                if (!target.equals(Optional.of(folder))) {
                    held.hold(folder);
                }
            }
            held.written = target.isPresent() ? DataFolder.hold(target.get()) : null;
            isHeld = true;
            return held;
        } finally {
            if (!isHeld) {
                held.close();
            }
        }
    }

    private void hold(Path folder) throws StartException {
        Path file = folder.resolve("lock");
        if (!Files.exists(file)) {
            // A copy of a folder; what is no data folder at all is seen when it is opened.
            return;
        }
        try {
            FileChannel lock = FileChannel.open(file, StandardOpenOption.READ);
            locks.push(lock);
            if (lock.tryLock(0, Long.MAX_VALUE, true) == null) {
                throw isServed(folder);
            }
        } catch (OverlappingFileLockException e) {
            throw isServed(folder);
        } catch (IOException e) {
            throw new StartException("it can't be seen whether a server has " + folder + ": " + e.getMessage());
        }
    }

    private static StartException isServed(Path folder) {
        return new StartException("a server has the data folder " + folder
                + ", and gives its events to Redis by itself; stop it first (a --dry-run does no harm meanwhile)");
    }

    @Override
    public void close() {
        if (written != null) {
            closeQuietly(written);
        }
        locks.forEach(HeldFolders::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            LOG.warn("a data folder could not be let go of before the end", e);
        }
    }
}
