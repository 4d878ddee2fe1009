package dev.pulley.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private static final long HOUR_MILLIS = 3_600_000;

    private final List<String> lines = new ArrayList<>();
    private long nowMillis;
    private final Patience patience = new Patience("the server", new Terminal(lines::add), () -> nowMillis);

    @Test
    void anHourOfFailures_isTriedEverMoreSeldom_andSaidOnce() {
        List<Long> tries = new ArrayList<>();
        for (nowMillis = 0; nowMillis < HOUR_MILLIS; nowMillis += 10) {
            if (patience.mayTry()) {
                tries.add(nowMillis);
                patience.failed("is away");
            }
        }

        assertThat(tries).startsWith(0L, 250L, 750L, 1_750L, 3_750L, 7_750L, 15_750L, 23_750L);
        assertThat(tries)
                .hasSizeBetween(
                        (int) (HOUR_MILLIS / Patience.WAIT_MILLIS_MAX),
                        (int) (HOUR_MILLIS / Patience.WAIT_MILLIS_MAX) + 10);
        assertThat(lines).containsExactly("demo: the server is away; it waits and tries again");
    }

    @Test
    void aFailureByItself_isNotSaid() {
        patience.failed("is away");
        patience.succeeded();

        assertThat(lines).isEmpty();
        assertThat(patience.mayTry()).isTrue();
    }

    @Test
    void afterASuccess_everythingIsTriedAgain_andTheNextFailureWaitsShortly() {
        for (int count = 0; count < 20; count++) {
            patience.failed("is away");
            nowMillis += HOUR_MILLIS;
            assertThat(patience.mayTry()).isTrue();
        }
        patience.succeeded();
        patience.failed("is away");

        assertThat(patience.mayTry()).isFalse();
        nowMillis += Patience.WAIT_MILLIS_MIN;
        assertThat(patience.mayTry()).isTrue();
        assertThat(lines).hasSize(2).last().isEqualTo("demo: the server answers again");
    }
}
