package dev.pulley.server.task;

import java.nio.charset.StandardCharsets;

/**
 * Tasks are spread over a fixed number of partitions, each a unit of storage and of shipping. The number can never
 * change: it is part of every task id, every token and every key.
 */
public final class Partition {
    /** So many of the last bits of a task's id say where it lives. */
    public static final int BITS = 6;

    public static final int COUNT = 1 << BITS;

    private Partition() {}

    /** Where a task lives, by its name: FNV-1a over the tenant's id and the name's bytes. */
    public static int of(int tenant, String taskName) {
        long hash = 0xcbf29ce484222325L;
        for (int shift = 24; shift >= 0; shift -= 8) {
            hash = (hash ^ ((tenant >>> shift) & 0xff)) * 0x100000001b3L;
        }
        for (byte octet : taskName.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        return (int) ((hash ^ (hash >>> 32)) & (COUNT - 1));
    }

    /** Where a task lives, by its id: an id is made so that it says it. */
    public static int ofTask(int taskId) {
        return taskId & (COUNT - 1);
    }
}
