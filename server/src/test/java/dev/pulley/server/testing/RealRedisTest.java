package dev.pulley.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RealRedisTest {
    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @Test
    void aTest_findsNothingOfTheOneBefore() {
        assertEmptyThenWrite(REDIS);
    }

    @Test
    void anotherTest_findsNothingOfTheOneBefore() {
        assertEmptyThenWrite(REDIS);
    }

    @ParameterizedTest
    @MethodSource("dev.pulley.server.testing.RealRedis#each")
    void each_isOpenAndEmpty(RealRedis redis) {
        assertEmptyThenWrite(redis);
    }

    private static void assertEmptyThenWrite(RealRedis redis) {
        try (RedisClient client = RedisClient.create(redis.uri());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(connection.sync().dbsize()).isZero();
            connection.sync().set("key", "value");
        }
    }
}
