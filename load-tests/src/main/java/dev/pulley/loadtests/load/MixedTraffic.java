package dev.pulley.loadtests.load;

import dev.pulley.loadtests.generator.Call;
import dev.pulley.loadtests.generator.Posting;
import dev.pulley.loadtests.generator.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What an app does with a decision: it decides, some calls later it reports two proxies in one request, and later still the
 * outcome in another. Three calls to a decision, in the long run.
 */
final class MixedTraffic implements Traffic {
    static final int DECIDE = 0;
    static final int PROXIES = 1;
    static final int OUTCOME = 2;
    static final int CALLS_PER_DECISION = 3;

    /** So many decisions are made before the first of them gets its proxies, and its outcome. */
    private static final int PROXIES_BEHIND = 100;

    private static final int OUTCOME_BEHIND = 500;

    private static final List<Kind> KINDS =
            List.of(new Kind("decide", 1), new Kind("two proxies", 2), new Kind("outcome", 1));

    private final Posting rewards;
    private final DecideTraffic decide;
    private final Tokens forProxies = Tokens.once();
    private final Tokens forOutcome = Tokens.once();
    private final SplittableRandom random;

    MixedTraffic(Tasks tasks, String key, long seed) {
        this.rewards = Posting.json("/v1/rewards", key);
        this.decide = new DecideTraffic(tasks, key, seed);
        this.random = new SplittableRandom(seed);
    }

    @Override
    public List<Kind> kinds() {
        return KINDS;
    }

    @Override
    public Call next() {
        if (forOutcome.left() > OUTCOME_BEHIND) {
            byte[] token = forOutcome.next();
            return new Report(OUTCOME, token, "{\"decision\":\"", outcome());
        }
        if (forProxies.left() > PROXIES_BEHIND) {
            byte[] token = forProxies.next();
            return new Report(PROXIES, token, "{\"rewards\":[{\"decision\":\"", proxies(token));
        }
        return new Decision();
    }

    private String outcome() {
        return "\",\"metric\":\"resolved\",\"value\":" + random.nextInt(2) + "}";
    }

    private String proxies(byte[] token) {
        return "\",\"metric\":\"accepted\",\"value\":" + random.nextInt(2) + "},{\"decision\":\""
                + new String(token, StandardCharsets.US_ASCII) + "\",\"metric\":\"copied\",\"value\":"
                + random.nextInt(2) + "}]}";
    }

    private final class Decision implements Call {
        @Override
        public int kind() {
            return DECIDE;
        }

        @Override
        public ByteBuf request(ByteBufAllocator allocator) {
            return decide.request(allocator);
        }

        @Override
        public void answered(int status, ByteBuf body) {
            if (status == 200) {
                forProxies.takeFrom(body);
            }
        }
    }

    private final class Report implements Call {
        private final int kind;
        private final byte[] token;
        private final String before;
        private final String behind;

        Report(int kind, byte[] token, String before, String behind) {
            this.kind = kind;
            this.token = token;
            this.before = before;
            this.behind = behind;
        }

        @Override
        public int kind() {
            return kind;
        }

        @Override
        public ByteBuf request(ByteBufAllocator allocator) {
            return rewards.request(
                    allocator,
                    before.getBytes(StandardCharsets.US_ASCII),
                    token,
                    behind.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void answered(int status, ByteBuf body) {
            if (kind == PROXIES && status / 100 == 2) {
                forOutcome.add(token);
            }
        }
    }
}
