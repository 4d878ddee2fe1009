import com.google.common.collect.*;
import dev.openfeature.contrib.providers.ofrep.*;
import dev.openfeature.sdk.*;
import java.net.URI;
import java.net.http.*;
import java.time.Duration;
import java.util.*;

/** An OpenFeature provider for Pulley: evaluations go by OFREP, and track() reports rewards, which OFREP can't. */
public final class PulleyProvider implements FeatureProvider {
    private static final System.Logger LOG = System.getLogger("pulley");
    private static final int REMEMBERED_MAX = 10_000;
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest.Builder reward;
    private final OfrepProvider ofrep;
    /** Decisions by whom they were for, and by whom and of which flag; the longest unused are forgotten. */
    private final Map<String, String> decisions = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) { return size() > REMEMBERED_MAX; }
    });

    /** @param key with the roles decide and report; null where the server wants none */
    public PulleyProvider(String url, String key) {
        var headers = key == null ? ImmutableMap.<String, ImmutableList<String>>of() : ImmutableMap.of("X-API-Key", ImmutableList.of(key));
        ofrep = OfrepProvider.constructProvider(OfrepProviderOptions.builder().baseUrl(url).headers(headers).build());
        reward = HttpRequest.newBuilder(URI.create(url + "/v1/rewards")).timeout(Duration.ofSeconds(5)).header("Content-Type", "application/json");
        if (key != null) reward.header("X-API-Key", key);
    }
    public Metadata getMetadata() { return () -> "pulley"; }
    public void shutdown() { ofrep.shutdown(); }
    public ProviderEvaluation<Boolean> getBooleanEvaluation(String flag, Boolean other, EvaluationContext context) { return remember(flag, context, ofrep.getBooleanEvaluation(flag, other, context)); }
    public ProviderEvaluation<String> getStringEvaluation(String flag, String other, EvaluationContext context) { return remember(flag, context, ofrep.getStringEvaluation(flag, other, context)); }
    public ProviderEvaluation<Integer> getIntegerEvaluation(String flag, Integer other, EvaluationContext context) { return remember(flag, context, ofrep.getIntegerEvaluation(flag, other, context)); }
    public ProviderEvaluation<Double> getDoubleEvaluation(String flag, Double other, EvaluationContext context) { return remember(flag, context, ofrep.getDoubleEvaluation(flag, other, context)); }
    public ProviderEvaluation<Value> getObjectEvaluation(String flag, Value other, EvaluationContext context) { return remember(flag, context, ofrep.getObjectEvaluation(flag, other, context)); }

    private <T> ProviderEvaluation<T> remember(String flag, EvaluationContext context, ProviderEvaluation<T> evaluation) {
        String unit = context.getTargetingKey(), token = evaluation.getFlagMetadata().getString("decision");
        if (unit == null || unit.isEmpty() || token == null) return evaluation;
        decisions.put(unit, token);
        decisions.put(unit + "\n" + flag, token);
        return evaluation;
    }

    /** Reports the value in the details (1 without) for the {@code decision} in them, or for the targeting key's last evaluation, of the {@code flag} in them. */
    public void track(String metric, EvaluationContext context, TrackingEventDetails details) {
        var more = details == null ? new MutableTrackingEventDetails(1) : details;
        Value decision = more.getValue("decision"), flag = more.getValue("flag");
        String of = (context == null ? "" : context.getTargetingKey()) + (flag == null ? "" : "\n" + flag.asString());
        String token = decision == null ? decisions.get(of) : decision.asString();
        String body = "{\"decision\":\"" + token + "\",\"metric\":\"" + metric + "\",\"value\":" + more.getValue().orElse(1) + "}";
        var request = reward.copy().POST(HttpRequest.BodyPublishers.ofString(body)).build();
        if (token == null) LOG.log(System.Logger.Level.WARNING, metric + " is not reported: no decision is known");
        else client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, failure) -> {
            if (failure != null || answer.statusCode() / 100 != 2) LOG.log(System.Logger.Level.WARNING, metric + " was not reported: " + (failure == null ? answer.body() : failure));
        });
    }
}
