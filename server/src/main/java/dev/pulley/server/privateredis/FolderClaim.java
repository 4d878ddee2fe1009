package dev.pulley.server.privateredis;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says that one Pulley uses this folder's Redis, for as long as that process lives: the system takes the lock back from a killed
 * one. Closing any file of a process gives up all its locks on it, so that within this process a set must keep others away first.
 */
final class FolderClaim implements Closeable {
    private static final Set<Path> CLAIMED_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderClaim(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static FolderClaim take(RedisFolder folder) throws PrivateRedisException {
        Path file = folder.ownerLock();
        if (!CLAIMED_HERE.add(file)) {
            throw inUse(folder);
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            taken = lock != null;
            if (!taken) {
                throw inUse(folder);
            }
            return new FolderClaim(file, channel);
        } catch (IOException e) {
            throw folder.failed(e);
        } finally {
            if (!taken) {
                CLAIMED_HERE.remove(file);
                closeQuietly(channel);
            }
        }
    }

    private static PrivateRedisException inUse(RedisFolder folder) {
        return new PrivateRedisException("another Pulley uses the private Redis in " + folder.path()
                + "; stop it, or name another folder with --data");
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The failure that led here is the one to tell.
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            CLAIMED_HERE.remove(file);
        }
    }
}
