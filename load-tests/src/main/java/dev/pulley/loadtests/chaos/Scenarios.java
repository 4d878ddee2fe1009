package dev.pulley.loadtests.chaos;

import java.util.List;
import java.util.stream.Collectors;

/** All scenarios, by name. */
final class Scenarios {
    static final List<Scenario> ALL = List.of(
            new KillServer(),
            AwayRedis.killed(),
            AwayRedis.outage(),
            AwayRedis.held(),
            LostRedis.flushed(),
            LostRedis.oldDump(),
            Failover.ofCluster(),
            Failover.ofSentinel(),
            new KillNodes(),
            new FullDisk(),
            new ForeignFolder(),
            new Propagation(),
            new Soak());

    private Scenarios() {}

    static String names() {
        return ALL.stream().map(Scenario::name).collect(Collectors.joining(", "));
    }

    static boolean has(String name) {
        return ALL.stream().anyMatch(scenario -> scenario.name().equals(name));
    }

    static Scenario named(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no scenario '" + name + "'"));
    }
}
