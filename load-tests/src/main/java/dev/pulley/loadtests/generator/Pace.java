package dev.pulley.loadtests.generator;

/** When calls are made. */
public sealed interface Pace {
    /** As many connections as are ever opened; one call at a time on each, as an app's client has it. */
    int CONNECTIONS_MAX = 10_000;

    int connections();

    /** So many callers, each of which calls again as soon as it is answered: as much as the server can take. */
    record Closed(int connections) implements Pace {
        public Closed {
            check(connections);
        }
    }

    /**
     * Calls fall due at a fixed rate, whatever the answers take. One that finds all connections busy waits, and its time
     * counts from when it was due.
     */
    record Open(double callsPerSecond, int connections) implements Pace {
        public Open {
            check(connections);
            if (!(callsPerSecond > 0 && callsPerSecond <= 1e6)) {
                throw new IllegalArgumentException("callsPerSecond must be over 0 and at most 1e6: " + callsPerSecond);
            }
        }
    }

    private static void check(int connections) {
        if (connections < 1 || connections > CONNECTIONS_MAX) {
            throw new IllegalArgumentException("connections must be from 1 to " + CONNECTIONS_MAX + ": " + connections);
        }
    }
}
