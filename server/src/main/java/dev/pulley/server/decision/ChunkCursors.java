package dev.pulley.server.decision;

import dev.pulley.server.snapshot.TaskView;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Gives each decision of this run of the node its chunk and its offset. A chunk is a run of a task's decisions whose
 * state is kept together; it is long enough that some dozens of them can be expected to be rewarded, since a chunk
 * with few records costs more memory for each, and so does one with more than a hundred. All of its decisions are open for
 * equally long. Thread-safe.
 */
public final class ChunkCursors {
    private static final int REWARDED_PER_CHUNK = 64;
    private static final int DECISIONS_PER_CHUNK_MAX = 1 << 16;
    /** A chunk is at most so many times as long as the one before. */
    private static final int LONGER_MAX = 2;
    /** A chunk's decisions are made within this part of the window, and so forgotten together. */
    private static final int CHUNKS_PER_WINDOW_MIN = 4;

    private record TaskId(int tenant, int task) {}

    /** A place in a task's chunks. */
    record Cursor(int chunk, int offset) {}

    private static final class Chunk {
        private int chunk;
        private int next;
        private int end;
        private long endMillis = Long.MIN_VALUE;
        private long closesAfterMillis;

        synchronized Cursor next(TaskView view, long nowMillis, long closesAfter) {
            if (next >= end || nowMillis >= endMillis || closesAfter != closesAfterMillis) {
                chunk++;
                next = 0;
                closesAfterMillis = closesAfter;
                double rewardedShare =
                        Math.max(view.rewardedShare(), (double) REWARDED_PER_CHUNK / DECISIONS_PER_CHUNK_MAX);
                // Of the newest decisions most have no reward yet, and of a new task's all: to believe that at once
                // would cost.
                long longest = Math.max(REWARDED_PER_CHUNK, (long) LONGER_MAX * end);
                end = (int) Math.min(Math.ceil(REWARDED_PER_CHUNK / rewardedShare), (double) longest);
                endMillis =
                        nowMillis + view.task().definition().outcome().window().toMillis() / CHUNKS_PER_WINDOW_MIN;
            }
            return new Cursor(chunk, next++);
        }
    }

    private final ConcurrentMap<TaskId, Chunk> chunks = new ConcurrentHashMap<>();

    Cursor next(TaskView view, long nowMillis, long closesAfterMillis) {
        TaskId id = new TaskId(view.task().tenant(), view.task().id());
        Chunk known = chunks.get(id);
        Chunk chunk = known == null ? chunks.computeIfAbsent(id, any -> new Chunk()) : known;
        return chunk.next(view, nowMillis, closesAfterMillis);
    }
}
