package dev.pulley.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** {@code /openapi.yaml}: what the API is, for machines. */
final class DescriptionRoutes {
    private static final String RESOURCE = "openapi.yaml";
    private static final CharSequence YAML = HttpHeaders.createOptimized("application/yaml");

    private final byte[] description = read();

    private static byte[] read() {
        try (InputStream in = DescriptionRoutes.class.getResourceAsStream(RESOURCE)) {
            return Objects.requireNonNull(in, "the description is packed with the server")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void addTo(Router router) {
        router.get("/openapi.yaml").handler(request -> Packing.end(request, YAML, description));
    }
}
