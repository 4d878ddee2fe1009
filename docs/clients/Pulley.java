import java.net.URI;
import java.net.http.*;
import java.time.Duration;
import java.util.concurrent.*;
import java.util.regex.*;
/** A client of Pulley to copy: the JDK only (17 or newer), safe to share between threads; the key may be null. */
public record Pulley(HttpClient client, URI url, String key, Duration patience) {
    private static final Pattern ANSWER = Pattern.compile("\\{\"decision\":\"([\\w-]+)\",.*?\"variant\":\"([\\w.-]+)\"");
    private static final Pattern ESCAPED = Pattern.compile("[\\x00-\\x1f\"\\\\]");
    /** A variant, and the answer with its payload, for your JSON library. A fallback has only its variant. */
    public record Choice(String decision, String variant, String json) {}
    /** What to use now; the fallback if there is no answer in time. The unit may be null. */
    public Choice decide(String task, String unit, String fallback) {
        var asked = post("/v1/decide", "{\"task\":%s,\"unit\":%s}".formatted(text(task), text(unit)), patience);
        try {
            Matcher answer = ANSWER.matcher(asked.get(patience.toMillis(), TimeUnit.MILLISECONDS));
            if (answer.lookingAt()) return new Choice(answer.group(1), answer.group(2), asked.join());
        } catch (Exception e) { // nothing that goes wrong here may stop the app
            System.getLogger("pulley").log(System.Logger.Level.WARNING, "the fallback is used for " + task, e);
            if (asked.cancel(true) && e instanceof InterruptedException) Thread.currentThread().interrupt();
        }
        return new Choice(null, fallback, null);
    }
    /** Reports a value; a fallback is no evidence. May be called again after a failure: a repeated reward counts once. */
    public CompletableFuture<String> reward(String decision, String metric, double value) {
        var reward = "{\"decision\":%s,\"metric\":%s,\"value\":%s}".formatted(text(decision), text(metric), value);
        return decision == null ? CompletableFuture.completedFuture(null) : post("/v1/rewards", reward, Duration.ofSeconds(5));
    }
    private CompletableFuture<String> post(String path, String body, Duration patience) {
        var request = HttpRequest.newBuilder(url.resolve(path)).timeout(patience).header("Content-Type", "application/json");
        if (key != null) request.header("Authorization", "Bearer " + key);
        var sent = client.sendAsync(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        return sent.thenCompose(answer -> answer.statusCode() / 100 == 2 ? CompletableFuture.completedFuture(answer.body())
                : CompletableFuture.failedFuture(new IllegalStateException(answer.body())));
    }
    private static String text(String text) {
        return text == null ? "null" : '"' + ESCAPED.matcher(text).replaceAll(c -> "\\\\u%04x".formatted((int) c.group().charAt(0))) + '"';
    }
}
