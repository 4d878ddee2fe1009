package dev.pulley.loadtests.load;

import dev.pulley.loadtests.generator.Pace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a load is run.
 *
 * @param ratePerSecond calls that fall due each second, of a mixed load decisions; 0 for a closed loop
 * @param connections callers of a closed loop, connections of an open one
 * @param nodes the servers; none where one of its own is loaded
 * @param key for those
 * @param turns how often each side has its turn in a comparison
 * @param parts of a comparison; none for all
 * @param out the folder that gets histograms, figures and curves, if one is named
 */
public record LoadSettings(
        double ratePerSecond,
        int connections,
        Duration length,
        List<URI> nodes,
        String key,
        int tasks,
        int variants,
        int turns,
        Set<String> parts,
        long seed,
        Optional<Path> out) {
    public LoadSettings {
        nodes = List.copyOf(nodes);
        parts = Set.copyOf(parts);
    }

    Pace pace(int callsPerDecision) {
        return ratePerSecond > 0
                ? new Pace.Open(ratePerSecond * callsPerDecision, connections)
                : new Pace.Closed(connections);
    }

    /** A fifth of what is measured, and long enough for a compiler to see what is called. */
    Duration warmUp() {
        Duration fifth = length.dividedBy(5);
        return fifth.compareTo(WARM_UP_MIN) < 0 ? WARM_UP_MIN : fifth;
    }

    boolean wants(String part) {
        return parts.isEmpty() || parts.contains(part);
    }

    private static final Duration WARM_UP_MIN = Duration.ofSeconds(1);
}
