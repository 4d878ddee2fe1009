package dev.pulley.server.http;

import static dev.pulley.server.http.CopiedClients.CLIENTS;
import static dev.pulley.server.http.CopiedClients.fact;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.MutableTrackingEventDetails;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import dev.pulley.server.testing.JsonTree;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenFeature's own providers, in Java and in JavaScript, and those of {@code docs/clients} around them, with their SDKs. */
final class FlagProvidersTest {
    @RegisterExtension
    static final KeyedApi SERVED = new KeyedApi();

    private static final String OBJECTS = """
            {"outcome":{"metric":"resolved","kind":"binary"},
             "proxies":[{"metric":"rating","kind":"range","min":-1,"max":1}],
             "variants":[{"name":"a","payload":{"model":"m","n":1.5}},{"name":"b","payload":{"model":"m","n":2}}]}""";
    private static final String TASK = "model-choice";
    private static final String ARCHIVED = "put-away";
    private static final Value DEFAULT = new Value("default");

    private static String key = "";

    @TempDir
    Path folder;

    @BeforeAll
    static void makeTasks() {
        key = SERVED.key("default", "decide,report");
        for (String task : List.of(TASK, ARCHIVED)) {
            assertThat(SERVED.send("PUT", "/v1/tasks/" + task, SERVED.admin(), OBJECTS)
                            .status())
                    .isEqualTo(201);
        }
        assertThat(SERVED.send("DELETE", "/v1/tasks/" + ARCHIVED, SERVED.admin(), "")
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        OpenFeatureAPI.getInstance().shutdown();
    }

    private static String url() {
        return SERVED.server().uri().toString();
    }

    private static Client client(FeatureProvider provider) {
        String domain = "provider-" + System.identityHashCode(provider);
        OpenFeatureAPI.getInstance().setProviderAndWait(domain, provider);
        return OpenFeatureAPI.getInstance().getClient(domain);
    }

    private static Client stock(String withKey) {
        return client(OfrepProvider.constructProvider(OfrepProviderOptions.builder()
                .baseUrl(url())
                .headers(ImmutableMap.of("Authorization", ImmutableList.of("Bearer " + withKey)))
                .build()));
    }

    private static ImmutableContext somebody(String name) {
        return new ImmutableContext(name, Map.of("plan", new Value("pro"), "tags", new Value(List.of(new Value("x")))));
    }

    private static String decision(FlagEvaluationDetails<?> details) {
        return Objects.requireNonNull(details.getFlagMetadata().getString("decision"));
    }

    private static void awaitValue(String token, String metric, double value) {
        KeyedApi.await(() -> {
            JsonTree decision = SERVED.get("/v1/decisions/" + token, key).json();
            return metric.equals(decision.at("values.0.metric"))
                    && Objects.equals(decision.at("values.0.value"), value);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulley-provider.mjs", "PulleyProvider.java"})
    void aProvider_isUnderSixtyLines(String provider) {
        assertThat(CopiedClients.lineCount(provider)).isLessThan(60);
    }

    @Test
    void theStockProviderOfJava_evaluatesTasks() {
        FlagEvaluationDetails<Value> flag = stock(key).getObjectDetails(TASK, DEFAULT, somebody("user-1"));
        assertThat(flag.getErrorCode()).as(flag.toString()).isNull();
        assertThat(flag.getReason()).isEqualTo("SPLIT");
        assertThat(flag.getVariant()).isIn("a", "b");
        assertThat(flag.getValue().asStructure().getValue("model").asString()).isEqualTo("m");
        assertThat(flag.getFlagMetadata().getDouble("propensity")).isBetween(0.0, 1.0);
        assertThat(flag.getFlagMetadata().getInteger("revision")).isEqualTo(1);
        assertThat(decision(flag)).matches("[A-Za-z0-9_-]{40,255}");
    }

    @Test
    void theStockProviderOfJava_givesTheDefault_andSaysWhy() {
        Client client = stock(key);
        assertFails(client.getObjectDetails("nobody", DEFAULT, somebody("user-1")), ErrorCode.FLAG_NOT_FOUND);
        assertFails(client.getObjectDetails(ARCHIVED, DEFAULT, somebody("user-1")), ErrorCode.FLAG_NOT_FOUND);
        assertFails(client.getObjectDetails(TASK, DEFAULT, somebody("x".repeat(300))), ErrorCode.INVALID_CONTEXT);
        assertFails(stock("plk_wrong").getObjectDetails(TASK, DEFAULT, somebody("user-1")), ErrorCode.GENERAL);
        String reporter = SERVED.key("default", "report");
        FlagEvaluationDetails<Value> forbidden = stock(reporter).getObjectDetails(TASK, DEFAULT, somebody("user-1"));
        assertFails(forbidden, ErrorCode.GENERAL);
        assertThat(forbidden.getErrorMessage()).contains("authorization");
        String stranger = SERVED.key("another-tenant", "decide");
        assertFails(stock(stranger).getObjectDetails(TASK, DEFAULT, somebody("user-1")), ErrorCode.FLAG_NOT_FOUND);
    }

    private static void assertFails(FlagEvaluationDetails<Value> details, ErrorCode code) {
        assertThat(details.getErrorCode()).as(details.toString()).isEqualTo(code);
        assertThat(details.getValue()).isEqualTo(DEFAULT);
    }

    @Test
    void thePulleyProviderOfJava_tracks() throws Exception {
        CopiedClients.compile(folder, CLIENTS.resolve("PulleyProvider.java"));
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            FeatureProvider provider = (FeatureProvider) classes.loadClass("PulleyProvider")
                    .getConstructor(String.class, String.class)
                    .newInstance(url(), key);
            Client client = client(provider);
            FlagEvaluationDetails<Value> first = client.getObjectDetails(TASK, DEFAULT, somebody("user-1"));
            assertThat(first.getErrorCode()).as(first.toString()).isNull();
            FlagEvaluationDetails<Value> second = client.getObjectDetails(TASK, DEFAULT, somebody("user-2"));
            FlagEvaluationDetails<Value> third = client.getObjectDetails(TASK, DEFAULT);
            client.track("resolved", somebody("user-1"), new MutableTrackingEventDetails(1).add("flag", TASK));
            client.track("rating", somebody("user-2"), new MutableTrackingEventDetails(-0.5));
            client.track("resolved", new MutableTrackingEventDetails(0).add("decision", decision(third)));
            client.track("resolved", somebody("nobody"));
            awaitValue(decision(first), "resolved", 1);
            awaitValue(decision(second), "rating", -0.5);
            awaitValue(decision(third), "resolved", 0);
        }
    }

    @Test
    void theProvidersOfJavaScript_evaluateAndTrack() throws Exception {
        CopiedClients.npmInstall(folder, "@openfeature/ofrep-provider@0.1.3", "@openfeature/server-sdk@1.23.0");
        Files.copy(CLIENTS.resolve("pulley-provider.mjs"), folder.resolve("pulley-provider.mjs"));
        CopiedClients.resource(folder, "use-provider.mjs");
        List<String> lines =
                CopiedClients.lines(folder, List.of("node", "use-provider.mjs", url(), key, TASK, ARCHIVED));
        assertThat(fact(lines, "flag")).matches("[ab] SPLIT - m");
        assertThat(fact(lines, "missing")).isEqualTo("- ERROR FLAG_NOT_FOUND default");
        assertThat(fact(lines, "archived")).isEqualTo("- ERROR GENERAL default");
        assertThat(fact(lines, "invalid")).isEqualTo("- ERROR INVALID_CONTEXT default");
        assertThat(fact(lines, "stranger")).isEqualTo("- ERROR GENERAL default");
        assertThat(fact(lines, "first")).matches("[A-Za-z0-9_-]{40,255} 0\\.[0-9]+ 1");
        awaitValue(fact(lines, "first").split(" ", -1)[0], "resolved", 1);
        awaitValue(fact(lines, "second"), "rating", -0.5);
        awaitValue(fact(lines, "third"), "resolved", 0);
    }
}
