package dev.pulley.loadtests.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class GeneratorTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Generator generator = new Generator();

    @AfterEach
    void closeGenerator() {
        generator.close();
    }

    /** So many calls without a body. */
    private static final class Calls implements Traffic, Call {
        private final Posting posting = Posting.json("/", "");
        private final int count;
        private int made;
        private int answered;

        Calls(int count) {
            this.count = count;
        }

        @Override
        public List<Kind> kinds() {
            return List.of(new Kind("call", 1));
        }

        @Override
        public @Nullable Call next() {
            return made++ < count ? this : null;
        }

        @Override
        public int kind() {
            return 0;
        }

        @Override
        public ByteBuf request(ByteBufAllocator allocator) {
            return posting.request(allocator);
        }

        @Override
        public void answered(int status, ByteBuf body) {
            answered++;
        }
    }

    private Measured run(URI server, Calls calls, Pace pace) throws IOException {
        return generator.run(List.of(server), calls, pace, Duration.ZERO, LONG, moment -> {});
    }

    @Test
    void closedLoop_callsAsManyTimesAsThereIsTraffic() throws IOException {
        try (StallingServer server = new StallingServer(0, 0)) {
            Calls calls = new Calls(500);
            Measured measured = run(server.uri(), calls, new Pace.Closed(4));
            assertThat(server.requests()).isEqualTo(500);
            assertThat(calls.answered).isEqualTo(500);
            assertThat(measured.kinds().getFirst().answered()).isEqualTo(500);
            assertThat(measured.kinds().getFirst().nanos().getTotalCount()).isEqualTo(500);
        }
    }

    /**
     * One connection, a call due each 10 ms, a stall of 500 ms: those that fell due meanwhile have waited, on average half of
     * it, and at most the whole.
     */
    @Test
    void openLoop_aStallIsInTheLatencyOfAllThatWereDueMeanwhile() throws IOException {
        try (StallingServer server = new StallingServer(20, 500)) {
            Measured measured = run(server.uri(), new Calls(100), new Pace.Open(100, 1));
            long over100Millis =
                    measured.kinds().getFirst().nanos().getCountBetweenValues(100_000_000, Long.MAX_VALUE / 2);
            assertThat(over100Millis).isGreaterThanOrEqualTo(30);
        }
    }

    @Test
    void closedLoop_theSameStallIsOneLongCall() throws IOException {
        try (StallingServer server = new StallingServer(20, 500)) {
            Measured measured = run(server.uri(), new Calls(100), new Pace.Closed(1));
            assertThat(measured.percentileMicros(0, 100)).isGreaterThanOrEqualTo(490_000);
        }
    }

    @Test
    void openLoop_whatWasNeverSentIsCountedWithItsWait() throws IOException {
        try (StallingServer server = new StallingServer(1, 60_000)) {
            Measured measured = generator.run(
                    List.of(server.uri()),
                    new Calls(Integer.MAX_VALUE),
                    new Pace.Open(1_000, 1),
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    moment -> {});
            assertThat(measured.unsent()).isEqualTo(999);
            assertThat(measured.kinds().getFirst().answered()).isZero();
            assertThat(measured.kinds().getFirst().nanos().getTotalCount()).isEqualTo(1_000);
        }
    }

    /** Four connections share 40 calls a second, so that each rests for a tenth of one. */
    @Test
    void openLoop_noConnectionRestsUntilTheServerClosesIt() throws IOException {
        try (StallingServer server = new StallingServer(0, 0, 1_000)) {
            Measured measured = run(server.uri(), new Calls(100), new Pace.Open(40, 4));
            assertThat(measured.kinds().getFirst().answered()).isEqualTo(100);
        }
    }

    @Test
    void nobodyListens_isAnErrorAndNotAFigure() throws IOException {
        URI gone;
        try (StallingServer server = new StallingServer(0, 0)) {
            gone = server.uri();
        }
        assertThatThrownBy(() -> run(gone, new Calls(1), new Pace.Closed(1))).isInstanceOf(IOException.class);
    }
}
