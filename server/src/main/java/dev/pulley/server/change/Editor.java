package dev.pulley.server.change;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.GuardrailView;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.task.TaskChange.What;
import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.task.TaskStatus;
import dev.pulley.server.task.VariantDefinition;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.task.VariantStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a task's next revision from its view and an edit. Pure. */
final class Editor {
    private final TaskView view;
    private final Task task;
    private final String who;
    private final long nowMillis;

    private Editor(TaskView view, String who, long nowMillis) {
        this.view = view;
        this.task = view.task();
        this.who = who;
        this.nowMillis = nowMillis;
    }

    /**
     * What an edit comes to.
     *
     * @param change null where nothing changes
     */
    record Edited(Task task, @Nullable TaskChange change) {}

    /** A task that is not there yet. */
    static Result<Edited> create(int tenant, String name, TaskDefinition definition, String who, long nowMillis) {
        return Task.create(tenant, name, definition, nowMillis)
                .then(task -> Result.ok(new Edited(
                        task, new TaskChange(1, nowMillis, who, What.CREATED, null, null, null, List.of()))));
    }

    static Result<Edited> edit(TaskView view, Edit edit, String who, long nowMillis) {
        return new Editor(view, who, nowMillis).edit(edit);
    }

    private Result<Edited> edit(Edit edit) {
        if (task.status().archived() && !(edit instanceof Edit.Archive) && !(edit instanceof Edit.Restore)) {
            return edit instanceof Edit.Trip
                    ? unchanged()
                    : Result.refused(
                            ProblemCode.TASK_ARCHIVED, "the task '" + task.name() + "' is archived; restore it first");
        }
        return switch (edit) {
            case Edit.Define(TaskDefinition definition) -> redefine(definition, What.DEFINED, null, null);
            case Edit.RollBack(long revision, TaskDefinition definition) ->
                redefine(definition, What.ROLLED_BACK, null, revision);
            case Edit.Archive() -> withStatus(task.status().withArchived(true), What.ARCHIVED, null);
            case Edit.Restore() -> withStatus(task.status().withArchived(false), What.RESTORED, null);
            case Edit.Pause() -> withStatus(TaskStatus.PAUSED, What.PAUSED, null);
            case Edit.Resume() -> withStatus(TaskStatus.ACTIVE, What.RESUMED, null);
            case Edit.Conclude(String variant) -> conclude(variant);
            case Edit.PutVariant(VariantDefinition variant) -> putVariant(variant);
            case Edit.RemoveVariant(String variant) -> removeVariant(variant);
            case Edit.PauseVariant(String variant) -> defined(variant).then(this::pause);
            case Edit.ResumeVariant(String variant) -> defined(variant).then(this::resume);
            case Edit.Trip() -> trip();
        };
    }

    private Result<Edited> unchanged() {
        return Result.ok(new Edited(task, null));
    }

    /** The edited task with what was done to it, unless it is as it was. */
    private Edited done(
            Task next,
            What what,
            @Nullable String variant,
            @Nullable String metric,
            @Nullable Long toRevision,
            List<String> changed) {
        return next.revision() == task.revision()
                ? new Edited(task, null)
                : new Edited(
                        next,
                        new TaskChange(
                                next.revision(),
                                next.updatedMillis(),
                                who,
                                what,
                                variant,
                                metric,
                                toRevision,
                                changed));
    }

    private Result<Edited> redefine(
            TaskDefinition definition, What what, @Nullable String variant, @Nullable Long toRevision) {
        return task.revise(definition, view.hasEvidence(), nowMillis)
                .then(next -> Result.ok(done(
                        next,
                        what,
                        variant,
                        null,
                        toRevision,
                        variant == null ? TaskChange.differences(task.definition(), definition) : List.of())));
    }

    private Result<Edited> withStatus(TaskStatus status, What what, @Nullable String variant) {
        return Result.ok(done(task.revise(status, nowMillis), what, variant, null, null, List.of()));
    }

    private Result<Edited> conclude(String variant) {
        return defined(variant).then(identity -> {
            if (identity.status() == VariantStatus.TRIPPED) {
                return refused(
                        ProblemCode.INVALID_VALUE,
                        "/variant",
                        "a guardrail has taken out '" + variant + "'; resume the variant first");
            }
            return withStatus(TaskStatus.concluded(variant), What.CONCLUDED, variant);
        });
    }

    private Result<VariantIdentity> defined(String variant) {
        return task.definition()
                .variant(variant)
                .map(known -> Result.ok(task.identity(known)))
                .orElseGet(() -> Result.refused(unknown(variant)));
    }

    private Problem unknown(String variant) {
        return Problem.of(
                ProblemCode.UNKNOWN_VARIANT, "the task '" + task.name() + "' has no variant '" + variant + "'");
    }

    private static <T> Result<T> refused(ProblemCode code, String field, String detail) {
        return Result.refused(Problem.at(field, code, detail));
    }

    private Result<Edited> putVariant(VariantDefinition variant) {
        List<VariantDefinition> variants = new ArrayList<>(task.definition().variants());
        Optional<VariantDefinition> before = task.definition().variant(variant.name());
        if (before.isPresent()) {
            variants.set(variants.indexOf(before.get()), variant);
        } else {
            variants.add(variant);
        }
        return withVariants(variants, before.isPresent() ? What.VARIANT_CHANGED : What.VARIANT_ADDED, variant.name());
    }

    /** One that was removed already is as it is wanted. */
    private Result<Edited> removeVariant(String variant) {
        Optional<VariantDefinition> before = task.definition().variant(variant);
        if (before.isEmpty()) {
            return task.identity(variant).isPresent() ? unchanged() : Result.refused(unknown(variant));
        }
        if (variant.equals(task.definition().control())) {
            return Result.refused(
                    ProblemCode.INVALID_TASK,
                    "'" + variant
                            + "' is the task's control, which so can't go; make another variant the control first");
        }
        List<VariantDefinition> variants = new ArrayList<>(task.definition().variants());
        variants.remove(before.get());
        return withVariants(variants, What.VARIANT_REMOVED, variant);
    }

    private Result<Edited> withVariants(List<VariantDefinition> variants, What what, String variant) {
        TaskDefinition next = task.definition().withVariants(variants);
        return next.check().<Result<Edited>>map(Result::refused).orElseGet(() -> redefine(next, what, variant, null));
    }

    private Result<Edited> pause(VariantIdentity identity) {
        if (identity.status() != VariantStatus.ACTIVE) {
            // It is out already; tripped is more than paused.
            return unchanged();
        }
        Task next = task.reviseVariant(identity.name(), VariantStatus.PAUSED, nowMillis);
        if (next.activeVariants().isEmpty()) {
            return Result.refused(
                    ProblemCode.INVALID_TASK,
                    "'" + identity.name() + "' is the last active variant; pause the task instead");
        }
        return Result.ok(done(next, What.VARIANT_PAUSED, identity.name(), null, null, List.of()));
    }

    private Result<Edited> resume(VariantIdentity identity) {
        String variant = identity.name();
        Task next = identity.status() == VariantStatus.TRIPPED
                ? task.pardonVariant(variant, view.guardrailSums(variant), nowMillis)
                : task.reviseVariant(variant, VariantStatus.ACTIVE, nowMillis);
        return Result.ok(done(next, What.VARIANT_RESUMED, variant, null, null, List.of()));
    }

    private Result<Edited> trip() {
        Optional<GuardrailView> breach = view.breaches().stream().findFirst();
        if (breach.isEmpty()) {
            return unchanged();
        }
        String variant = breach.get().variant();
        Task next = task.reviseVariant(variant, VariantStatus.TRIPPED, nowMillis);
        return Result.ok(done(
                next, What.VARIANT_TRIPPED, variant, breach.get().definition().metric(), null, List.of()));
    }
}
