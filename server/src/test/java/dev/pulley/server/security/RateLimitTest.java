package dev.pulley.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
    /** So that the clock passes its greatest value on the way. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2));

    private final RateLimit limit = RateLimit.perSecond(10, nanos::get);

    private long admitted(String key, int requests) {
        return IntStream.range(0, requests).filter(i -> limit.admits(key)).count();
    }

    @Test
    void aSecondsRequests_fitAtOnce_andNoMore() {
        assertThat(admitted("k1", 50)).isEqualTo(10);
    }

    @Test
    void requestsAtTheRate_fitForEver() {
        assertThat(admitted("k1", 10)).isEqualTo(10);
        for (int second = 0; second < 10; second++) {
            assertThat(admitted("k1", 1)).isZero();
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(admitted("k1", 50)).isEqualTo(5);
        }
    }

    @Test
    void silence_savesNoMoreThanASecondsRequests() {
        assertThat(admitted("k1", 1)).isEqualTo(1);
        nanos.addAndGet(TimeUnit.DAYS.toNanos(3));
        assertThat(admitted("k1", 50)).isEqualTo(10);
    }

    @Test
    void oneKey_takesNothingFromAnother() {
        assertThat(admitted("k1", 50)).isEqualTo(10);
        assertThat(admitted("k2", 50)).isEqualTo(10);
    }

    @Test
    void withoutALimit_allFit() {
        assertThat(IntStream.range(0, 1_000).allMatch(i -> RateLimit.NONE.admits("k1")))
                .isTrue();
    }

    @Test
    void perSecond_ofNoRequests_isRefused() {
        assertThatThrownBy(() -> RateLimit.perSecond(0, nanos::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requests");
    }
}
