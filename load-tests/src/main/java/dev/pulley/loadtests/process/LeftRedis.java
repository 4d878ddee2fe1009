package dev.pulley.loadtests.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the private Redis of a data folder by what it records there: its process, and the mark that its title bears. */
public final class LeftRedis {
    private static final String ID = "id=";

    private LeftRedis() {}

    /** Nothing if none runs; the recorded number may be another process's by now. */
    public static Optional<ProcessHandle> of(Path dataFolder) throws IOException {
        Path records = dataFolder.resolve("redis");
        Path number = records.resolve("redis.pid");
        if (!Files.exists(number)) {
            return Optional.empty();
        }
        try {
            long processId = Long.parseLong(Files.readString(number).strip());
            String mark = Files.readAllLines(records.resolve("identity")).stream()
                    .filter(line -> line.startsWith(ID))
                    .map(line -> "pulley-" + line.substring(ID.length()))
                    .findFirst()
                    .orElseThrow(() -> new IOException(records + " has no id"));
            return ProcessHandle.of(processId)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> title(process).contains(mark));
        } catch (NoSuchFileException | NumberFormatException e) {
            // It ends, or starts, at this moment.
            return Optional.empty();
        }
    }

    private static String title(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return process.info().commandLine().orElse("");
        }
    }
}
