package dev.pulley.server.ledger;

import dev.pulley.server.task.TaskChange;
import dev.pulley.server.task.TaskDefinition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What was done to tasks, and the definitions that they had. Only the newest of each are kept. A stage fails when the
 * ledger is away or does not answer in time. Thread-safe.
 */
public interface ChangeLog {
    /** Of each task so many changes are kept. */
    int CHANGES_KEPT_MAX = 1_000;

    /** Of each task so many definitions are kept, each at most as large as a body. */
    int DEFINITIONS_KEPT_MAX = 100;

    /** A task's changes below a revision, the newest first. */
    CompletionStage<List<TaskChange>> changesBelow(int tenant, String task, long revision, int limit);

    /** The definition that a task had at a revision; nothing, if that is not kept any more. */
    CompletionStage<Optional<TaskDefinition>> definitionAt(int tenant, String task, long revision);
}
