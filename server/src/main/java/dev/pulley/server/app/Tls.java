package dev.pulley.server.app;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.KeyManagerFactory;

/** Has the server listen for TLS, with files that are looked at first. */
final class Tls {
    private Tls() {}

    static void addTo(HttpServerOptions http, ServeOptions options, Vertx vertx) throws StartException {
        if (options.tlsCertificate().isEmpty() || options.tlsKey().isEmpty()) {
            return;
        }
        Path certificate = readable("--tls-cert", options.tlsCertificate().get());
        Path key = readable("--tls-key", options.tlsKey().get());
        PemKeyCertOptions files =
                new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
        try {
            KeyManagerFactory ignored = files.getKeyManagerFactory(vertx);
        } catch (Exception e) {
            // Anything may be in files, and so anything be thrown.
            throw new StartException("--tls-cert " + certificate + " and --tls-key " + key
                    + " can't be used; they must be a PEM certificate (chain) and its PEM private key: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        http.setSsl(true).setKeyCertOptions(files);
    }

    private static Path readable(String flag, Path file) throws StartException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new StartException(flag + " " + file + " is not a file that can be read");
        }
        return file;
    }
}
