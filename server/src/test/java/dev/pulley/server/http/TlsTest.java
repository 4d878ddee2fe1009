package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.RealRedis;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a certificate that is made for this test. */
final class TlsTest {
    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    private static final String PASSWORD = "only-a-test";

    @TempDir
    private static Path folder;

    private static Path certificate;
    private static Path key;
    private static SSLContext trusting;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "pulley",
                        "-dname",
                        "CN=pulley",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        certificate = pem("CERTIFICATE", keys.getCertificate("pulley").getEncoded());
        key = pem("PRIVATE KEY", keys.getKey("pulley", PASSWORD.toCharArray()).getEncoded());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("pulley", keys.getCertificate("pulley"));
        trust.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static Path pem(String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(kind.replace(' ', '-') + ".pem"),
                "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static HttpResponse<String> send(URI server, HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
            return client.send(request.uri(server.resolve("/v1/session")).build(), BodyHandlers.ofString());
        }
    }

    @Test
    void requestsAndSessions_goOverTls_andPlainOnesDoNot() throws Exception {
        String admin = KeyedApi.newKey(REDIS, "--role", "admin");
        try (RunningServer server =
                RunningServer.start(REDIS, "--tls-cert", certificate.toString(), "--tls-key", key.toString())) {
            URI uri = server.uri();
            assertThat(uri.getScheme()).isEqualTo("https");
            assertThat(send(uri, HttpRequest.newBuilder()).statusCode()).isEqualTo(401);
            assertThat(send(uri, HttpRequest.newBuilder().header("X-API-Key", admin))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> signedIn = send(
                    uri,
                    HttpRequest.newBuilder()
                            .header("Content-Type", "application/json")
                            .header("Origin", uri.toString())
                            .POST(BodyPublishers.ofString("{\"key\":\"" + admin + "\"}")));
            assertThat(signedIn.statusCode()).isEqualTo(200);
            assertThat(signedIn.headers().firstValue("set-cookie").orElseThrow())
                    .contains("Secure")
                    .contains("HttpOnly");
            assertThatThrownBy(() -> RawHttp.status(uri, "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CERTIFICATE.pem, , go together",
        "CERTIFICATE.pem, nothing.pem, nothing.pem is not a file",
        "nothing.pem, PRIVATE-KEY.pem, nothing.pem is not a file",
        "CERTIFICATE.pem, CERTIFICATE.pem, can't be used",
        "store.p12, PRIVATE-KEY.pem, can't be used"
    })
    void filesThatWontDo_areToldAtTheStart(String certificate, String key, String told) {
        assertThatThrownBy(() -> {
                    if (key == null) {
                        RunningServer.start(REDIS, "--tls-cert", path(certificate))
                                .close();
                    } else {
                        RunningServer.start(REDIS, "--tls-cert", path(certificate), "--tls-key", path(key))
                                .close();
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(told);
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }
}
