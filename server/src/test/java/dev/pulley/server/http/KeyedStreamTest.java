package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.app.RunningServer;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams, and the keys by which they were opened. */
final class KeyedStreamTest {
    @RegisterExtension
    static final KeyedApi SERVED = new KeyedApi();

    @ParameterizedTest
    @ValueSource(strings = {"/v1/stream?task=watched", "/v1/tasks/watched/events?follow=true"})
    void aStream_endsWhenItsKeyIsRevoked(String path) {
        SERVED.send("PUT", "/v1/tasks/watched", SERVED.admin(), ServedApi.TWO_VARIANTS);
        String key = SERVED.key("default", "view");
        String id = SERVED.get("/v1/session", key).json().text("key");
        HttpRequest request = HttpRequest.newBuilder(SERVED.server().uri().resolve(path))
                .header("Authorization", "Bearer " + key)
                .build();
        try (OpenAnswer stream = new OpenAnswer(request)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.lineOnce(line -> line.contains("watched"))).isNotEmpty();
            assertThat(RunningServer.keys(SERVED.redis(), "revoke", id)).isEmpty();
            assertThat(stream.isEnded()).isTrue();
        }
    }

    @Test
    void anothersTask_canNotBeWatched() {
        SERVED.send("PUT", "/v1/tasks/mine", SERVED.admin(), ServedApi.TWO_VARIANTS);
        String other = SERVED.key("tenant-b", "view");
        assertThat(SERVED.get("/v1/stream?task=mine", other).code()).isEqualTo("unknown_task");
        assertThat(SERVED.get("/v1/tasks/mine/events", other).code()).isEqualTo("unknown_task");
        assertThat(SERVED.get("/v1/tasks/mine/history", other).code()).isEqualTo("unknown_task");
    }
}
