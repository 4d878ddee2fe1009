package dev.pulley.server.shipper;

import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.GivenBack;
import dev.pulley.server.ledger.Ledger;
import dev.pulley.server.ledger.Memory;
import dev.pulley.server.ledger.PartitionState;
import dev.pulley.server.ledger.StoreState;
import dev.pulley.server.task.Task;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the ledger still is what this node knows, and gives back to it what it lost. A store is known by its birth, a
 * random word that is kept in it and by every node: a store with another word belongs to others, and one with none is new or
 * lost all. A partition whose fence is behind where it was has lost its newest writes, or stands as it stood long ago. Used by
 * the shipper's thread alone.
 */
final class Survey {
    private static final Logger LOG = LoggerFactory.getLogger(Survey.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Ledger ledger;
    private final Memory memory;
    private final Runnable onBorn;
    private boolean isForeign;
    private boolean isServedTwice;

    /** @param onBorn runs when a store was given its birth by this node, so that the rest of what belongs there follows */
    Survey(Ledger ledger, Memory memory, Runnable onBorn) {
        this.ledger = ledger;
        this.memory = memory;
        this.onBorn = onBorn;
    }

    /**
     * Where a lane is to go on.
     *
     * @param fence where the ledger stands
     * @param givenBack what it has beside that
     */
    record Finding(int partition, Position fence, GivenBack givenBack) {}

    /** How a lane was when the look began. */
    private record Known(Position fence, boolean isSynced, long givenBack) {
        static Known of(Lane lane) {
            return new Known(lane.fence(), lane.isSynced(), lane.givenBack());
        }

        boolean hasLost(PartitionState now) {
            return hasLostAll(now) || fence.isAfter(now.fence());
        }

        /** Also where that is all that was given back, which nothing was shipped on top of yet. */
        boolean hasLostAll(PartitionState now) {
            boolean isFenceGone = fence.isAfter(Position.START) && now.fence().equals(Position.START);
            return now.birth().isEmpty() || isFenceGone || now.givenBack() < givenBack;
        }
    }

    /**
     * What a look found. Of partitions of which nothing is said, all is as it was known.
     *
     * @param isForeign whether the store belongs to others, and so nothing may be written to it
     */
    record Findings(boolean isForeign, List<Finding> partitions) {}

    /** Of which birth the store is that batches are for; none can be sent before that is known. */
    Optional<String> birth() {
        return memory.birth();
    }

    /**
     * Looks.
     *
     * @param lanes as they are at the time of the call; what moves meanwhile must not be judged by this look
     * @param begin before the first event that the journal still has
     * @param last its last event, as it is when the ledger has answered
     */
    CompletionStage<Findings> look(long node, List<Lane> lanes, Position begin, Supplier<Position> last) {
        List<Known> known = lanes.stream().map(Known::of).toList();
        return ledger.state(node)
                .thenCompose(state -> identify(state).thenCompose(birth -> {
                    boolean othersHere = birth == null
                            || state.partitions().stream()
                                    .anyMatch(partition -> partition.birth().isPresent()
                                            && !partition.birth().get().equals(birth));
                    tellOnce(othersHere, state);
                    boolean isTwice = birth != null && !othersHere && isServedTwice(state, last.get());
                    return birth == null || othersHere || isTwice
                            ? CompletableFuture.completedStage(new Findings(true, List.of()))
                            : mend(node, birth, state, known, begin);
                }));
    }

    /**
     * Whether somebody else ships as this node. Nobody but this process gives out positions of its epoch and of later ones, so a
     * fence that is beyond the last is of a server on a copy of the data folder, or of a time that the folder knows nothing of. To go
     * on would be to leave out events, which are taken for applied.
     */
    private boolean isServedTwice(StoreState state, Position last) {
        boolean isNow = state.partitions().stream()
                .anyMatch(partition -> partition.fence().isAfter(last));
        if (isNow && !isServedTwice) {
            LOG.error(
                    "another server ships to this Redis as the same node, or did: this data folder was copied and both are"
                            + " served, or it was put back as it was long ago. Nothing is written to Redis, and what is acknowledged"
                            + " waits here; start with an empty --data, and keep this folder for ./pulley rebuild");
        }
        isServedTwice = isNow;
        return isNow;
    }

    private void tellOnce(boolean isForeignNow, StoreState state) {
        if (isForeignNow && !isForeign) {
            LOG.error(
                    "this Redis is the store of others (born {}) than this data folder's (born {}): nothing is written to it;"
                            + " give the right --redis or another --data, or rebuild",
                    state.birth().orElse("with partitions of others"),
                    memory.birth().orElse("of none"));
        }
        isForeign = isForeignNow;
    }

    /** The birth of the store, if it is the one that this node belongs to, or came to belong to now; else null. */
    private CompletionStage<@Nullable String> identify(StoreState state) {
        Optional<String> mine = memory.birth();
        if (state.birth().isPresent()) {
            String standing = state.birth().get();
            if (mine.isEmpty()) {
                memory.belongTo(standing);
            }
            return CompletableFuture.completedStage(mine.isEmpty() || mine.get().equals(standing) ? standing : null);
        }
        boolean isWritten = state.partitions().stream()
                .anyMatch(partition ->
                        partition.birth().isPresent() && !partition.birth().equals(mine));
        if (isWritten) {
            return CompletableFuture.completedStage(null);
        }
        return ledger.bear(mine.orElseGet(Survey::newBirth)).thenApply(standing -> {
            if (mine.isEmpty()) {
                memory.belongTo(standing);
            } else {
                LOG.warn("Redis had lost all; giving back what this node has");
            }
            onBorn.run();
            return mine.isEmpty() || mine.get().equals(standing) ? standing : null;
        });
    }

    private static String newBirth() {
        return Long.toUnsignedString(RANDOM.nextLong(), 36) + Long.toUnsignedString(RANDOM.nextLong(), 36);
    }

    /** Restores the partitions that lost something; what is found of them is told when that is done. */
    private CompletionStage<Findings> mend(
            long node, String birth, StoreState state, List<Known> known, Position begin) {
        List<CompletableFuture<Optional<Finding>>> mended = new ArrayList<>();
        for (PartitionState partition : state.partitions()) {
            Known last = known.get(partition.partition());
            if (last.hasLost(partition)) {
                mended.add(restore(node, birth, partition, last, begin).toCompletableFuture());
            } else if (!last.isSynced() || !last.fence().equals(partition.fence())) {
                boolean hasSome = partition.givenBack() > 0;
                mended.add(find(node, partition, hasSome).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(mended.toArray(CompletableFuture[]::new))
                .thenApply(done -> new Findings(
                        false,
                        mended.stream().flatMap(one -> one.join().stream()).toList()));
    }

    /** Gives a partition its tasks back and, where events are lost that no journal may have any more, what is closed. */
    private CompletionStage<Optional<Finding>> restore(
            long node, String birth, PartitionState partition, Known last, Position begin) {
        int number = partition.partition();
        List<Task> tasks = memory.tasks(number);
        if (last.fence().isAfter(partition.fence())) {
            LOG.warn(
                    "partition {} went back from {} to {}; giving back {} tasks, shipping from there",
                    number,
                    last.fence(),
                    partition.fence(),
                    tasks.size());
        }
        boolean needsClosed = last.hasLostAll(partition) || partition.fence().counter() < begin.counter();
        CompletionStage<Boolean> restored = ledger.restore(number, birth, tasks);
        return (needsClosed
                        ? restored.thenCompose(isOurs ->
                                isOurs ? memory.giveBackClosed(number, birth) : CompletableFuture.completedStage(false))
                        : restored)
                .thenCompose(isOurs ->
                        isOurs ? find(node, partition, true) : CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<Optional<Finding>> find(long node, PartitionState partition, boolean hasSome) {
        int number = partition.partition();
        return (hasSome ? ledger.givenBack(number, node) : CompletableFuture.completedStage(GivenBack.NOTHING))
                .thenApply(givenBack -> Optional.of(new Finding(number, partition.fence(), givenBack)));
    }
}
