package dev.pulley.server.protocol;

import dev.pulley.server.protocol.Request.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One Redis master with its replica. The master answers as soon as it has applied a batch; the replica gets the batch
 * later, in the same order. A failover makes a master of the replica as it is, so the newest writes are gone: fences,
 * standing values and evidence together.
 */
final class ModelRedis {

    private static final int REPLICATION_MILLIS_MAX = 30;
    private static final int REPLICATION_STALLED_MILLIS_MAX = 2_000;

    private final World world;
    private final Rules rules;
    private final Map<Integer, ModelPartition> partitions = new HashMap<>();
    /** What the master applied, in order; the replica has the first {@link #replicated} of them. */
    private final List<Batch> log = new ArrayList<>();

    private int replicated;
    private int failovers;
    private long awayUntilMillis;

    ModelRedis(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    /** The node's fence as it is after the request; nothing while Redis is away. */
    Optional<Sequence> take(Request request) {
        if (world.nowMillis() < awayUntilMillis) {
            return Optional.empty();
        }
        if (request instanceof Batch batch) {
            apply(batch);
        }
        return Optional.of(partition(request.partition()).fence(request.node()));
    }

    private void apply(Batch batch) {
        if (!partition(batch.partition()).apply(batch, world)) {
            world.trouble(Story.Trouble.BATCH_REFUSED_BY_FENCE, batch);
            return;
        }
        world.tell("applied", batch);
        if (!batch.life().isAlive()) {
            world.trouble(Story.Trouble.BATCH_OUTLIVED_ITS_SENDER, batch);
        }
        log.add(batch);
        replicateLater(log.size());
    }

    private void replicateLater(int length) {
        int replica = failovers;
        boolean stalled = world.chance(0.1);
        world.after(world.between(1, stalled ? REPLICATION_STALLED_MILLIS_MAX : REPLICATION_MILLIS_MAX), () -> {
            if (replica == failovers) {
                replicated = Math.max(replicated, length);
            }
        });
    }

    void failOver(long awayMillis) {
        awayUntilMillis = world.nowMillis() + awayMillis;
        failovers++;
        List<Batch> lost = log.subList(replicated, log.size());
        if (lost.isEmpty()) {
            world.tell("a failover that loses nothing");
        } else {
            world.trouble(Story.Trouble.FAILOVER_LOST_WRITES, lost);
            lost.clear();
            partitions.clear();
            log.forEach(batch -> partition(batch.partition()).apply(batch, Story.Teller.SILENT));
        }
    }

    ModelPartition partition(int number) {
        return partitions.computeIfAbsent(number, absent -> new ModelPartition(rules));
    }
}
