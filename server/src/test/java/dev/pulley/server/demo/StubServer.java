package dev.pulley.server.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers as the contract says that a server does, as far as the demo asks, and keeps what it was asked. */
final class StubServer {

    private static final long AWAIT_MILLIS_MAX = 20_000;

    record Request(String method, String path, @Nullable String authorization, String body) {
        boolean isDecide() {
            return path.equals("/v1/decide");
        }

        boolean isReward() {
            return path.equals("/v1/rewards");
        }

        boolean isPut() {
            return method.equals("PUT");
        }

        Json json() {
            return Json.read(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Answer(int status, String body) {}

    enum Mood {
        WELL,
        UNAVAILABLE,
        REFUSING_TASKS,
        REFUSING_REWARDS,
        TALKING_GARBAGE
    }

    private final HttpServer server;
    private final List<Request> requests = new ArrayList<>();
    private final Map<String, String> tasks = new ConcurrentHashMap<>();
    private final Map<String, String> taskOfToken = new ConcurrentHashMap<>();
    private final AtomicLong decisions = new AtomicLong();
    private volatile Mood mood = Mood.WELL;

    private StubServer(HttpServer server) {
        this.server = server;
    }

    static StubServer start() throws IOException {
        return start(0);
    }

    static StubServer start(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        StubServer stub = new StubServer(server);
        server.createContext("/", stub::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return stub;
    }

    void stop() {
        server.stop(0);
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    void become(Mood next) {
        mood = next;
    }

    void putTask(String task, String definition) {
        tasks.put(task, definition);
    }

    void forgetTasks() {
        tasks.clear();
    }

    String task(String task) {
        return tasks.getOrDefault(task, "{}");
    }

    String taskOfToken(String token) {
        return taskOfToken.getOrDefault(token, "none: the token is not ours");
    }

    /** Waits until enough requests were of the kind, and gives those. */
    List<Request> await(int count, Predicate<Request> kind) throws InterruptedException {
        return await(requests -> requests.stream().filter(kind).count() >= count).stream()
                .filter(kind)
                .toList();
    }

    /** Waits until the requests are as they should be, and gives them all. */
    synchronized List<Request> await(Predicate<List<Request>> enough) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + AWAIT_MILLIS_MAX * 1_000_000;
        while (!enough.test(requests)) {
            long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new AssertionError("%d requests, and not those awaited".formatted(requests.size()));
            }
            wait(leftMillis);
        }
        return List.copyOf(requests);
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                body);
        Answer answer = switch (mood) {
            case WELL -> answer(request);
            case REFUSING_TASKS -> request.isPut() ? refusal("invalid_task") : answer(request);
            case REFUSING_REWARDS -> request.isReward() ? refusal("unknown_metric") : answer(request);
            case UNAVAILABLE -> new Answer(503, "{\"status\":503,\"code\":\"unavailable\"}");
            case TALKING_GARBAGE -> new Answer(200, "<html>\u001b[2J{\"decision\":");
        };
        // After its effect, so that whoever has seen a request can rely on that.
        synchronized (this) {
            requests.add(request);
            notifyAll();
        }
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer answer(Request request) {
        String path = request.path;
        if (path.equals("/v1/decide")) {
            return decide(request.json().get("task").text().orElseThrow());
        }
        if (path.equals("/v1/rewards")) {
            return new Answer(200, "{\"accepted\":1,\"repeated\":0,\"rejected\":[],\"rejected_count\":0}");
        }
        String task = path.replaceFirst("^/v1/tasks/", "").replaceFirst("/stats$", "");
        if (request.method.equals("PUT")) {
            tasks.put(task, request.body);
            return new Answer(200, request.body);
        }
        if (!tasks.containsKey(task)) {
            return new Answer(404, "{\"status\":404,\"code\":\"unknown_task\",\"detail\":\"no task " + task + "\"}");
        }
        return new Answer(200, path.endsWith("/stats") ? stats(task) : task(task));
    }

    private static Answer refusal(String code) {
        return new Answer(422, "{\"code\":\"%s\",\"detail\":\"not \\u001b[2Jtoday\"}".formatted(code));
    }

    private Answer decide(String task) {
        if (!tasks.containsKey(task)) {
            return new Answer(404, "{\"status\":404,\"code\":\"unknown_task\"}");
        }
        long number = decisions.incrementAndGet();
        List<Json> variants = Json.read(task(task).getBytes(StandardCharsets.UTF_8))
                .get("variants")
                .items();
        Json variant = variants.get((int) (number % variants.size()));
        String token = "t" + number;
        taskOfToken.put(token, task);
        return new Answer(
                200, """
                {"decision":"%s","task":"%s","variant":"%s","version":1,"payload":{"prompt":"..."},
                 "propensity":0.5,"policy":"thompson-sharp","revision":1}""".formatted(token, task, variant.get("name").text().orElseThrow()));
    }

    private String stats(String task) {
        return "{\"task\":\"%s\",\"decisions\":%d,\"outcomes\":null,\"variants\":[{\"name\":\"first\",\"share\":0.7,\"probability_best\":null}]}"
                .formatted(task, decisions.get());
    }
}
