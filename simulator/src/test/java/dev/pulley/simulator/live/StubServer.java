package dev.pulley.simulator.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on loopback that speaks as much of the contract as a simulation uses, and writes down what it was asked. */
final class StubServer implements AutoCloseable {
    private static final Pattern DECISION = Pattern.compile("\"decision\":\"([^\"]*)\"");
    private static final Pattern VARIANT_NAME = Pattern.compile("\"name\":\"(arm-[^\"]*)\"");

    private final HttpServer server;
    final List<String> definitions = new ArrayList<>();
    final List<String> rewards = new ArrayList<>();
    final List<String> keys = new ArrayList<>();

    /** Statuses that the next decisions are refused with. */
    final Deque<Integer> refusals = new ArrayDeque<>();

    private List<String> variants = List.of();
    private int decisions;

    StubServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        String request = exchange.getRequestMethod() + " " + path.replaceFirst("/tasks/[^/]*", "/tasks/{task}");
        String key = exchange.getRequestHeaders().getFirst("Authorization");
        keys.add(key == null ? "" : key);
        switch (request) {
            case "PUT /v1/tasks/{task}" -> {
                definitions.add(body);
                variants = VARIANT_NAME
                        .matcher(body)
                        .results()
                        .map(match -> match.group(1))
                        .toList();
                respond(exchange, 200, "{\"revision\":1}");
            }
            case "POST /v1/decide" -> decide(exchange);
            case "POST /v1/rewards" -> {
                rewards.add(body);
                Matcher token = DECISION.matcher(body);
                respond(exchange, token.find() ? 200 : 400, "{\"accepted\":1,\"rejected_count\":0}");
            }
            case "GET /v1/tasks/{task}/stats" -> respond(exchange, 200, stats());
            default -> respond(exchange, 404, "{\"code\":\"unknown_task\",\"detail\":\"" + request + "\"}");
        }
    }

    private void decide(HttpExchange exchange) throws IOException {
        if (!refusals.isEmpty()) {
            respond(exchange, refusals.remove(), "{\"code\":\"unavailable\",\"detail\":\"not now\"}");
            return;
        }
        String variant = variants.get(decisions % variants.size());
        respond(
                exchange,
                200,
                "{\"decision\":\"token-" + decisions + "\",\"variant\":\"" + variant
                        + "\",\"version\":1,\"payload\":{\"variant\":\"nested\"},\"propensity\":0.5}");
        decisions++;
    }

    private String stats() {
        StringBuilder text = new StringBuilder("{\"decisions\":9,\"variants\":[");
        for (int i = 0; i < variants.size(); i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"")
                    .append(variants.get(i))
                    .append("\",\"lift\":{\"mean\":99},\"mean\":")
                    .append(i == 0 ? "null" : "0." + i)
                    .append('}');
        }
        return text.append("],\"regret\":{\"total\":1}}").toString();
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
