package dev.pulley.server.privateredis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisVersionTest {
    @ParameterizedTest
    @CsvSource({
        "redis 6.2, redis 6.2, true",
        "redis 7.0, redis 6.2, true",
        "redis 6.2, redis 7.0, false",
        "redis 7.0, redis 7.2, false",
        "redis 8.0, redis 7.4, true",
        "redis 7.10, redis 7.9, true",
        "valkey 7.2, redis 7.2, true",
        "valkey 8.0, redis 6.2, true",
        "valkey 8.1, redis 7.4, false",
        "valkey 9.0, redis 8.0, false",
        "redis 8.0, valkey 7.2, false",
        "valkey 8.0, valkey 8.1, false",
        "valkey 8.1, valkey 8.0, true",
    })
    void canOpen_isTrueOnlyWhereTheFormatIsKnown(String reader, String writer, boolean expected) {
        assertThat(RedisVersion.ofRecord(reader)
                        .orElseThrow()
                        .canOpen(RedisVersion.ofRecord(writer).orElseThrow()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0', Redis 7.0.15",
        "'Redis server v=8.2-rc1 sha=0', Redis 8.2-rc1",
        "'Valkey server v=8.0.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0', Valkey 8.0.1",
        "'Server v=7.2.5 sha=00000000:0', Valkey 7.2.5",
        "'KeyDB server v=6.3.4 sha=0', ''",
        "'nginx version: 1.22', ''",
    })
    void ofProgram_readsTheAnswerToVersion(String answer, String expected) {
        assertThat(RedisVersion.ofProgram(answer).map(RedisVersion::toString).orElse(""))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\n', Valkey 8.0.1",
        "'redis_version:6.2.11\r\nredis_mode:standalone\r\n', Redis 6.2.11",
        "'redis_mode:standalone\r\n', ''",
    })
    void ofInfo_isTheServersOwnVersion(String info, String expected) {
        assertThat(RedisVersion.ofInfo(info).map(RedisVersion::toString).orElse(""))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"redis 6.2, true", "redis 6.0, false", "redis 5.9, false", "redis 7.0, true", "valkey 7.2, true"})
    void isSupported_beginsWithRedis62(String version, boolean expected) {
        assertThat(RedisVersion.ofRecord(version).orElseThrow().isSupported()).isEqualTo(expected);
    }
}
