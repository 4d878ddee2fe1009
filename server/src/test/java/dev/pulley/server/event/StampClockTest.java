package dev.pulley.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StampClockTest {
    private static final long NOW = 1_790_000_000_000L;

    @Test
    void stamps_ofOneMillisecond_riseUntilTheirCountIsUsedUp() {
        StampClock clock = new StampClock(() -> Instant.ofEpochMilli(NOW));
        long last = clock.next();
        for (int i = 1; i < 1 << StampClock.COUNT_BITS; i++) {
            long next = clock.next();
            assertThat(next).isEqualTo(last + 1);
            assertThat(StampClock.millis(next)).isEqualTo(NOW);
            last = next;
        }
        assertThat(clock.next()).isEqualTo(last);
    }

    @Test
    void stamps_ofAClockThatGoesBack_neverGoBack() {
        AtomicLong now = new AtomicLong(NOW);
        StampClock clock = new StampClock(() -> Instant.ofEpochMilli(now.get()));
        long before = clock.next();
        now.addAndGet(-60_000);
        assertThat(clock.next()).isGreaterThan(before);
        now.set(NOW + 1);
        assertThat(StampClock.millis(clock.next())).isEqualTo(NOW + 1);
    }

    @Test
    void stamps_takenByManyThreads_riseInEach() throws InterruptedException {
        StampClock clock = new StampClock(InstantSource.system());
        List<Thread> threads = new ArrayList<>();
        CountDownLatch inOrder = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                long last = 0;
                boolean rises = true;
                for (int n = 0; n < 50_000; n++) {
                    long next = clock.next();
                    rises &= next >= last;
                    last = next;
                }
                if (rises) {
                    inOrder.countDown();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(inOrder.getCount()).isZero();
    }
}
