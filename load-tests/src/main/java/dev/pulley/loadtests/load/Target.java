package dev.pulley.loadtests.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The servers that are loaded.
 *
 * @param key empty where they need none
 * @param processes those of them that run here
 */
record Target(List<URI> nodes, String key, List<ProcessHandle> processes) {
    Target {
        nodes = List.copyOf(nodes);
        processes = List.copyOf(processes);
    }

    /** How much of the processors' time they have used. */
    Duration used() {
        return processes.stream()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
