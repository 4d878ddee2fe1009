package dev.pulley.loadtests.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Whether a server that says that it is ready answers so. */
final class Readiness {
    private static final int TIMEOUT_MILLIS = 10_000;

    private Readiness() {}

    static void require(URI server) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) server.resolve("/readyz").toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("/readyz answers " + status);
            }
        } finally {
            connection.disconnect();
        }
    }
}
