package dev.pulley.loadtests.load;

import dev.pulley.loadtests.generator.Call;
import dev.pulley.loadtests.generator.Posting;
import dev.pulley.loadtests.generator.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Decisions in batches, whose tokens are gathered. */
final class GatherTraffic implements Traffic, Call {
    private static final int DECISIONS_PER_CALL = 500;
    private static final Kind GATHER = new Kind("decide/batch", DECISIONS_PER_CALL);

    private final Tasks tasks;
    private final Posting posting;
    private final SplittableRandom random;
    private final Tokens tokens;
    private int open;

    /** @param decisions how many at least */
    GatherTraffic(Tasks tasks, String key, long seed, int decisions, Tokens tokens) {
        this.tasks = tasks;
        this.posting = Posting.json("/v1/decide/batch", key);
        this.random = new SplittableRandom(seed);
        this.tokens = tokens;
        this.open = decisions;
    }

    @Override
    public List<Kind> kinds() {
        return List.of(GATHER);
    }

    @Override
    public @Nullable Call next() {
        if (open <= 0) {
            return null;
        }
        open -= DECISIONS_PER_CALL;
        return this;
    }

    @Override
    public int kind() {
        return 0;
    }

    @Override
    public ByteBuf request(ByteBufAllocator allocator) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(32 * DECISIONS_PER_CALL);
        body.writeBytes("{\"requests\":[".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < DECISIONS_PER_CALL; i++) {
            body.writeBytes((i == 0 ? "{\"task\":\"" : ",{\"task\":\"").getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(tasks.anyName(random));
            body.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
        return posting.request(allocator, body.toByteArray());
    }

    @Override
    public void answered(int status, ByteBuf body) {
        if (status == 200) {
            tokens.takeFrom(body);
        }
    }
}
