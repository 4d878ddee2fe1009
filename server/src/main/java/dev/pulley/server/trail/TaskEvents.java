package dev.pulley.server.trail;

import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.task.Task;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of single tasks, from the journal that this node writes. Thread-safe. */
public final class TaskEvents {
    private final Journal journal;

    public TaskEvents(Journal journal) {
        this.journal = journal;
    }

    /**
     * What is wanted.
     *
     * @param cursor the events behind it; null for all that the node still has
     * @param linesMax how many, at most
     * @param follows whether those are wanted too that are still to come
     */
    public record Query(@Nullable String cursor, long linesMax, boolean follows) {}

    /** Begins to read a task's events; nothing is opened yet. */
    public Result<TaskEventReader> read(Task task, Query query) {
        return start(query.cursor())
                .then(start -> Result.ok(new TaskEventReader(journal, task, start, query.linesMax(), query.follows())));
    }

    private Result<Position> start(@Nullable String text) {
        if (text == null) {
            return Result.ok(Position.START);
        }
        Optional<EventCursor> cursor = EventCursor.parse(text);
        if (cursor.isEmpty()) {
            return refused("cursor must be one that came with an event, or with the end of some");
        }
        if (cursor.get().node() != journal.node()) {
            return refused("the cursor is another node's; its events are in that node's journal");
        }
        if (cursor.get().position().isAfter(journal.last())) {
            return refused("the cursor is ahead of this node's newest event");
        }
        return Result.ok(cursor.get().position());
    }

    private static Result<Position> refused(String detail) {
        return Result.refused(Problem.at("/cursor", ProblemCode.INVALID_VALUE, detail));
    }
}
