package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.ImmutableContext;
import dev.pulley.server.testing.Api.Answer;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is told to those who evaluate flags faster than their key may. */
final class FlagLimitTest {
    private static final int LIMIT = 5;
    private static final String FLAGS = "/ofrep/v1/evaluate/flags";
    private static final String TASK = "model-choice";
    private static final String SOMEBODY = "{\"context\":{\"targetingKey\":\"user-1\"}}";

    @RegisterExtension
    static final KeyedApi SERVED = new KeyedApi("--rate-limit", Integer.toString(LIMIT));

    @BeforeAll
    static void makeTask() {
        assertThat(SERVED.send("PUT", "/v1/tasks/" + TASK, SERVED.admin(), ServedApi.TWO_VARIANTS)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aKeyOverItsLimit_isToldInTheProtocolsWords_andWhenToComeAgain() {
        String key = SERVED.key("default", "decide");
        for (String path : new String[] {FLAGS, FLAGS + "/" + TASK}) {
            AtomicReference<Answer> last = new AtomicReference<>();
            KeyedApi.await(() -> {
                last.set(SERVED.send("POST", path, key, SOMEBODY));
                return last.get().status() == 429;
            });
            assertThat(last.get().header("retry-after")).contains("1");
            assertThat(last.get().header("content-type")).contains("application/json");
            assertThat(last.get().json().text("errorCode")).isEqualTo("GENERAL");
            assertThat(last.get().json().names("metadata")).isEmpty();
        }
    }

    @Test
    void theStockProviderOfJava_understandsIt() {
        String key = SERVED.key("default", "decide");
        FeatureProvider provider = OfrepProvider.constructProvider(OfrepProviderOptions.builder()
                .baseUrl(SERVED.server().uri().toString())
                .headers(ImmutableMap.of("X-API-Key", ImmutableList.of(key)))
                .build());
        KeyedApi.await(() -> {
            String message = provider.getBooleanEvaluation(TASK, false, new ImmutableContext("user-1"))
                    .getErrorMessage();
            return message != null && message.startsWith("Rate limit exceeded for flag");
        });
        provider.shutdown();
    }
}
