package dev.pulley.server.app;

import dev.pulley.server.testing.Api;
import java.net.URI;

/** Asks a server who it takes somebody for. */
final class KeyedRequests {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final URI server;

    KeyedRequests(int port) {
        server = URI.create("http://127.0.0.1:" + port);
    }

    /** Asks until it is answered so. */
    void awaitStatus(String key, int status) {
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        try (Api api = new Api(server)) {
            int last;
            do {
                last = api.send(api.request("/v1/session").header("X-API-Key", key))
                        .status();
            } while (last != status && System.nanoTime() < endNanos);
            if (last != status) {
                throw new AssertionError("still answered with " + last);
            }
        }
    }
}
