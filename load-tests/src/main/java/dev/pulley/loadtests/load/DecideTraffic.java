package dev.pulley.loadtests.load;

import dev.pulley.loadtests.generator.Call;
import dev.pulley.loadtests.generator.Posting;
import dev.pulley.loadtests.generator.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Decisions, one a call, each of any task. */
final class DecideTraffic implements Traffic, Call {
    static final Kind DECIDE = new Kind("decide", 1);

    private static final byte[] BEFORE = "{\"task\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEHIND = "\"}".getBytes(StandardCharsets.US_ASCII);

    private final Tasks tasks;
    private final Posting posting;
    private final SplittableRandom random;

    DecideTraffic(Tasks tasks, String key, long seed) {
        this.tasks = tasks;
        this.posting = Posting.json("/v1/decide", key);
        this.random = new SplittableRandom(seed);
    }

    @Override
    public List<Kind> kinds() {
        return List.of(DECIDE);
    }

    @Override
    public Call next() {
        return this;
    }

    @Override
    public int kind() {
        return 0;
    }

    @Override
    public ByteBuf request(ByteBufAllocator allocator) {
        return posting.request(allocator, BEFORE, tasks.anyName(random), BEHIND);
    }
}
