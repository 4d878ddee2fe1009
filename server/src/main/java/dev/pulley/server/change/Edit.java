package dev.pulley.server.change;

import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.task.VariantDefinition;

/** What is to be done to a task. */
public sealed interface Edit {
    /** Creates the task, or gives it another definition. */
    record Define(TaskDefinition definition) implements Edit {}

    /** Gives it a definition that it had. */
    record RollBack(long revision, TaskDefinition definition) implements Edit {}

    record Archive() implements Edit {}

    record Restore() implements Edit {}

    record Pause() implements Edit {}

    /** Experiments again, also after it was concluded. */
    record Resume() implements Edit {}

    record Conclude(String variant) implements Edit {}

    /** Adds a variant, or gives one that is there another definition. */
    record PutVariant(VariantDefinition variant) implements Edit {}

    record RemoveVariant(String variant) implements Edit {}

    record PauseVariant(String variant) implements Edit {}

    /** Puts back a variant that is paused or tripped. */
    record ResumeVariant(String variant) implements Edit {}

    /** Takes out a variant that a guardrail wants out, if one still does. */
    record Trip() implements Edit {}
}
