package dev.pulley.server.protocol;

import dev.pulley.server.protocol.Request.Batch;
import java.util.List;
import java.util.function.Consumer;

/** The way from nodes to Redis, where requests and answers are late, lost, or come twice. */
final class Network {

    private final World world;
    private final List<ModelRedis> masters;
    private double faultProbability;

    Network(World world, List<ModelRedis> masters, double faultProbability) {
        this.world = world;
        this.masters = masters;
        this.faultProbability = faultProbability;
    }

    void calm() {
        faultProbability = 0;
    }

    /** Answers once, or never. */
    void send(Request request, Consumer<Sequence> answered) {
        if (world.chance(faultProbability)) {
            noteIfBatch(request, Story.Trouble.BATCH_LOST);
            return;
        }
        if (world.chance(faultProbability)) {
            noteIfBatch(request, Story.Trouble.BATCH_SENT_TWICE);
            deliver(request, answer -> {});
        }
        if (world.chance(faultProbability)) {
            noteIfBatch(request, Story.Trouble.ANSWER_LOST);
            deliver(request, answer -> {});
        } else {
            deliver(request, answered);
        }
    }

    private void deliver(Request request, Consumer<Sequence> answered) {
        world.after(
                delayMillis(),
                () -> master(request.partition())
                        .take(request)
                        .ifPresent(answer -> world.after(delayMillis(), () -> answered.accept(answer))));
    }

    private ModelRedis master(int partition) {
        return masters.get(partition % masters.size());
    }

    ModelPartition partition(int number) {
        return master(number).partition(number);
    }

    /** Now and then longer than anybody waits, so that a request arrives after those that were sent in its stead. */
    private long delayMillis() {
        return world.chance(faultProbability) ? world.between(200, 3_000) : world.between(1, 20);
    }

    private void noteIfBatch(Request request, Story.Trouble trouble) {
        if (request instanceof Batch batch) {
            world.trouble(trouble, batch);
        }
    }
}
