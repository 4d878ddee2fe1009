package dev.pulley.loadtests.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process uses, as Linux tells it. */
public record Usage(long residentBytes, int descriptors) {
    private static final long KIBIBYTE = 1_024;

    public static boolean canBeRead() {
        return Files.isReadable(Path.of("/proc/self/status"));
    }

    public static Usage of(long processId) throws IOException {
        Path process = Path.of("/proc", Long.toString(processId));
        long resident;
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            resident = lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow(() -> new IOException("the process " + processId + " has no memory"));
        }
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            return new Usage(resident * KIBIBYTE, (int) open.count());
        }
    }
}
