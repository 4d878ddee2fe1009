package dev.pulley.loadtests.bare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A bare Vert.x server, run as a process of its own: it reads each request's JSON to its end with a streaming parser and
 * answers the same bytes to all, on as many event loops as Pulley has. No router, no keys, no look at what was asked.
 *
 * <p>Arguments: port, how many bytes an answer's body has. Says so when it is ready; ends with its standard input.
 */
public final class BareServer {
    static final String READY = "ready";

    private static final CharSequence JSON_TYPE = HttpHeaders.createOptimized("application/json");
    private static final long START_SECONDS_MAX = 60;

    private BareServer() {}

    @SuppressWarnings("SystemOut") // it is what the one who started it reads
    public static void main(String... arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        Buffer answer = answer(Integer.parseInt(arguments[1]));
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
        vertx.deployVerticle(() -> new Answering(port, answer), new DeploymentOptions().setInstances(loops))
                .await(START_SECONDS_MAX, TimeUnit.SECONDS);
        System.out.println(READY);
        while (System.in.read() >= 0) {}
        System.exit(0);
    }

    /** A JSON document of that size. */
    private static Buffer answer(int bytes) {
        String frame = "{\"answer\":\"\"}";
        return Buffer.buffer("{\"answer\":\"" + "x".repeat(Math.max(0, bytes - frame.length())) + "\"}");
    }

    private static final class Answering extends VerticleBase {
        private final JsonFactory json = new JsonFactory();
        private final int port;
        private final Buffer answer;

        Answering(int port, Buffer answer) {
            this.port = port;
            this.answer = answer;
        }

        @Override
        public Future<?> start() {
            HttpServerOptions options =
                    new HttpServerOptions().setHost("127.0.0.1").setPort(port);
            return vertx.createHttpServer(options).requestHandler(this::read).listen();
        }

        private void read(HttpServerRequest request) {
            request.body().onSuccess(body -> answer(request, body));
        }

        private void answer(HttpServerRequest request, Buffer body) {
            try (JsonParser parser = json.createParser(body.getBytes())) {
                while (parser.nextToken() != null) {}
            } catch (IOException e) {
                request.response().setStatusCode(400).end();
                return;
            }
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON_TYPE).end(answer);
        }
    }
}
