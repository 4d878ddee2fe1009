package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceContextTest {
    private static final String GOOD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void aTrace_isTakenAsItIs() {
        assertThat(TraceContext.wellFormed(GOOD)).isEqualTo(GOOD);
    }

    @Test
    void ofALaterVersion_whatIsKnown_isTaken() {
        assertThat(TraceContext.wellFormed("cc" + GOOD.substring(2) + "-what-will-be"))
                .isEqualTo("cc" + GOOD.substring(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more"
            })
    void anythingElse_isPassedOver(String header) {
        assertThat(TraceContext.wellFormed(header)).isNull();
    }
}
