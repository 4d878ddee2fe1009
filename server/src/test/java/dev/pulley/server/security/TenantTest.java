package dev.pulley.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantTest {
    /** Tokens and keys in Redis hold the numbers, so they stay as they are for ever. Reckoned with Python's hashlib. */
    @Test
    void number_isWhatItAlwaysWas() {
        assertThat(Tenant.named("default").number()).isEqualTo(1);
        assertThat(Tenant.named("acme").number()).isEqualTo(1_947_951_168);
        assertThat(Tenant.named("shop-2").number()).isEqualTo(1_282_738_346);
    }

    @Test
    void numbers_ofAThousandNames_differAndArePositive() {
        assertThat(IntStream.range(0, 1_000)
                        .map(i -> Tenant.named("tenant-" + i).number())
                        .filter(number -> number > 1)
                        .boxed()
                        .collect(Collectors.toSet()))
                .hasSize(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Acme", "a b", "-a", "a/b", "ä"})
    void named_otherwiseThanTheRule_isRefused(String name) {
        assertThatThrownBy(() -> Tenant.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tenant");
    }
}
