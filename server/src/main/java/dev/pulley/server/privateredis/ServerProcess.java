package dev.pulley.server.privateredis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Redis process by its id, which the system may since have given to another. Only the end of its title tells whose it is, and
 * nothing else is ever ended here.
 */
final class ServerProcess {
    private ServerProcess() {}

    static boolean isRunning(long processId) {
        return ProcessHandle.of(processId).map(ProcessHandle::isAlive).orElse(false) && !isZombie(processId);
    }

    /** Dead, but not yet collected by its parent; in a container nobody may ever collect it. */
    private static boolean isZombie(long processId) {
        try {
            String line =
                    Files.readString(Path.of("/proc", Long.toString(processId), "stat"), StandardCharsets.ISO_8859_1);
            return line.startsWith("Z", line.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }

    /** Those with this end of their title: a server, and what it has forked to rewrite its file. */
    static List<Long> titled(String titleEnd) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(processId -> isTitled(processId, titleEnd))
                .toList();
    }

    private static boolean isTitled(long processId, String titleEnd) {
        return title(processId).contains(titleEnd);
    }

    private static String title(long processId) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(processId), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ProcessHandle.of(processId)
                    .flatMap(process -> process.info().commandLine())
                    .orElse("");
        }
    }

    static boolean awaitEnd(long processId, long limitMillis) throws PrivateRedisException {
        Deadline deadline = new Deadline(limitMillis);
        while (isRunning(processId)) {
            if (deadline.isOver()) {
                return false;
            }
            deadline.pause();
        }
        return true;
    }

    /** Asks the process to end by itself, and ends it when it does not; answers whether it is gone. */
    static boolean end(long processId, String titleEnd, long limitMillis) throws PrivateRedisException {
        if (isTitled(processId, titleEnd)) {
            ProcessHandle.of(processId).ifPresent(ProcessHandle::destroy);
        }
        return awaitEnd(processId, limitMillis) || kill(processId, titleEnd, limitMillis);
    }

    /** The last means. */
    static boolean kill(long processId, String titleEnd, long limitMillis) throws PrivateRedisException {
        if (isTitled(processId, titleEnd)) {
            ProcessHandle.of(processId).ifPresent(ProcessHandle::destroyForcibly);
        }
        return awaitEnd(processId, limitMillis);
    }
}
