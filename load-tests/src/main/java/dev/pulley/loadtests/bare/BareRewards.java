package dev.pulley.loadtests.bare;

import dev.pulley.loadtests.process.RedisConnection;
import dev.pulley.loadtests.process.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bare client that applies a server's own batches of rewards to the same Redis with the same script, pipelined on one
 * connection, and does nothing else: how many rewards Redis can take.
 */
public final class BareRewards {
    private static final int PIPELINED_MAX = 32;

    /** Batches are those of a busy server, and its last ones before a pause are not. */
    private static final double FULL = 0.5;

    private final RedisProcess redis;
    private final List<RecordedBatch> batches;
    private final Map<String, Long> applied = new HashMap<>();
    private long next;

    private BareRewards(RedisProcess redis, List<RecordedBatch> batches) {
        this.redis = redis;
        this.batches = batches;
    }

    /** What loads a server while it is listened to. */
    public interface Load {
        void run() throws IOException;
    }

    /**
     * Listens to what a server sends to its Redis under a load.
     *
     * @param count so many batches are recorded, of which the half-empty are left out
     */
    public static BareRewards record(RedisProcess redis, int count, Load load) throws IOException {
        try (Recorder recorder = Recorder.at(redis.port())) {
            Thread loading = Thread.ofPlatform().daemon().name("recorded-load").start(() -> {
                try {
                    load.run();
                } catch (IOException e) {
                    // The batches don't come, which is told.
                }
            });
            List<RecordedBatch> batches = recorder.next(count);
            loading.join();
            int greatest = batches.stream().mapToInt(RecordedBatch::bytes).max().orElse(0);
            List<RecordedBatch> full = batches.stream()
                    .filter(batch -> batch.bytes() >= FULL * greatest)
                    .toList();
            if (full.isEmpty()) {
                throw new IOException("the server sent no batches to Redis");
            }
            BareRewards bare = new BareRewards(redis, full);
            bare.prepare();
            return bare;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void prepare() throws IOException {
        try (RedisConnection connection = redis.connect()) {
            for (RecordedBatch batch : batches) {
                List<String> meta = batch.meta();
                connection.call("HSET", meta.get(0), meta.get(1), meta.get(2));
                // Batches that were recorded before may have been of the same partition.
                connection.call("DEL", batch.fences());
            }
        }
    }

    /** How many rewards a second Redis took in this time. */
    public double rewardsPerSecond(Duration time) throws IOException {
        try (RedisConnection connection = redis.connect()) {
            long begin = System.nanoTime();
            long end = begin + time.toNanos();
            for (int i = 0; i < PIPELINED_MAX; i++) {
                connection.send(nextCommand());
            }
            int open = PIPELINED_MAX;
            long rewards = 0;
            while (open > 0) {
                rewards += applied(connection.answer());
                if (System.nanoTime() < end) {
                    connection.send(nextCommand());
                } else {
                    open--;
                }
            }
            return (double) rewards / ((double) (System.nanoTime() - begin) / 1e9);
        }
    }

    private byte[] nextCommand() {
        RecordedBatch batch = batches.get((int) (next++ % batches.size()));
        return batch.command(applied.merge(batch.partition(), 1L, Long::sum) - 1);
    }

    /** How many rewards are answered, a letter for each. */
    private static int applied(@Nullable Object answer) throws IOException {
        if (answer instanceof List<?> parts && parts.size() == 3 && "applied".equals(parts.getFirst())) {
            return String.valueOf(parts.get(2)).length();
        }
        throw new IOException("a batch was not applied: " + answer);
    }
}
