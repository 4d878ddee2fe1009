package dev.pulley.server.redis;

import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;

/**
 * The names of everything that we keep in Redis. All keys of a partition share a hash tag, and so a slot; the part
 * behind the tag is how the partition's set of changes knows them.
 */
final class Keys {
    private Keys() {}

    /** By what the whole store is told from any other. */
    static final String BIRTH = "pulley:birth";

    static String prefix(int partition) {
        return partition < 10 ? "pulley:{0" + partition + "}:" : "pulley:{" + partition + "}:";
    }

    static String meta(int partition) {
        return prefix(partition) + "meta";
    }

    static String fences(int partition) {
        return prefix(partition) + "fences";
    }

    static String changed(int partition) {
        return prefix(partition) + "changed";
    }

    static String gone(int partition) {
        return prefix(partition) + "gone";
    }

    /** What was given back of closed evidence. */
    static String closed(int partition) {
        return prefix(partition) + "closed";
    }

    static String tasks(int partition) {
        return prefix(partition) + "tasks";
    }

    static String ids(int partition) {
        return prefix(partition) + "ids";
    }

    /** What was done to a task. */
    static String log(int partition, int tenant, String task) {
        return prefix(partition) + "h:" + tenant + "/" + task;
    }

    /** What a task was. */
    static String definitions(int partition, int tenant, String task) {
        return prefix(partition) + "d:" + tenant + "/" + task;
    }

    static String node(long node) {
        return Long.toString(node, 36);
    }

    static String evidence(int partition, BucketKey bucket) {
        return prefix(partition) + "e:" + bucket.tenant() + "." + bucket.task() + ":" + bucket.widthCode() + "."
                + bucket.index();
    }

    /** With what the names begin that the partition knows a task's evidence by. */
    static String evidencePrefix(TaskKey task) {
        return "e:" + task.tenant() + "." + task.task() + ":";
    }

    static BucketKey parseEvidence(String member) {
        String[] parts = member.split("[:.]", -1);
        return new BucketKey(
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Long.parseLong(parts[4]));
    }

    /** The state of the decisions of one chunk. */
    static String state(int partition, Decision decision) {
        Place place = decision.place();
        return prefix(partition)
                + "s:" + decision.tenant() + "." + decision.task()
                + ":" + node(place.node()) + "." + place.epoch() + "." + place.chunk();
    }

    static String counters(int partition, TaskKey task) {
        return prefix(partition) + "n:" + task.tenant() + "." + task.task();
    }

    /** The references whose rewards wait for a decision, by when they wait no more. */
    static String waiting(int partition, TaskKey task) {
        return prefix(partition) + "w:" + task.tenant() + "." + task.task();
    }

    /** What is known of one reference. */
    static String reference(int partition, TaskKey task, String reference) {
        return prefix(partition) + "r:" + task.tenant() + "." + task.task() + ":" + reference;
    }

    /** Of the key of counters, and that of waiting rewards. */
    static TaskKey parseCounters(String member) {
        String[] parts = member.split("[:.]", -1);
        return new TaskKey(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
