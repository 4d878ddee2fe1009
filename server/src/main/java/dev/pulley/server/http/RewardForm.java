package dev.pulley.server.http;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.reward.RewardRequest;
import dev.pulley.server.reward.RewardRequest.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is gathered of one reward while it is read. */
final class RewardForm {
    private static final int REASON_LENGTH_MAX = 1_000;

    private final String pointer;
    private final GivenTokens decisions = new GivenTokens("a reward");
    private @Nullable String task;
    private @Nullable String reference;
    private @Nullable String metric;
    private @Nullable Double value;
    private boolean hasValue;
    private boolean isBoolean;
    private @Nullable Instant at;
    private boolean isTouched;

    /** @param pointer where in the request it stands */
    RewardForm(String pointer) {
        this.pointer = pointer;
    }

    /** Reads the one that the reader is at; whatever is wrong with it is its own fault, and stops nothing else. */
    static Result<RewardRequest> readOne(JsonReader in) throws MalformedJson {
        Faults faults = in.faults();
        int mark = faults.mark();
        RewardForm form = new RewardForm(in.pointer());
        in.object(field -> form.field(in, field));
        if (!in.isObject() && !form.isTouched && faults.mark() > mark) {
            return Result.refused(wrong(faults, mark));
        }
        RewardRequest request = form.finish(faults);
        return faults.mark() > mark ? Result.refused(wrong(faults, mark)) : Result.ok(request);
    }

    private static Problem wrong(Faults faults, int mark) {
        Problem problem = faults.cutFrom(mark);
        return problem == null ? Problem.of(ProblemCode.INVALID_VALUE, "is not a reward") : problem;
    }

    boolean isTouched() {
        return isTouched;
    }

    void field(JsonReader in, String name) throws MalformedJson {
        isTouched = true;
        switch (name) {
            case "decision" -> decisions.single(in);
            case "decisions" -> decisions.list(in);
            case "task" -> task = in.isNull() ? null : in.string();
            case "reference" -> reference = in.isNull() ? null : in.string();
            case "metric" -> metric = in.string();
            case "value" -> value(in);
            case "at" -> at(in);
            case "reason" -> {
                String reason = in.isNull() ? null : in.string();
                if (reason != null && reason.length() > REASON_LENGTH_MAX) {
                    in.fault(ProblemCode.INVALID_VALUE, "a reason has at most " + REASON_LENGTH_MAX + " characters");
                }
            }
            default -> in.unknownField();
        }
    }

    private void value(JsonReader in) throws MalformedJson {
        hasValue = true;
        if (in.isNull()) {
            value = null;
        } else if (in.isBoolean()) {
            isBoolean = true;
            value = Boolean.TRUE.equals(in.bool()) ? 1.0 : 0.0;
        } else {
            value = in.number();
        }
    }

    private void at(JsonReader in) throws MalformedJson {
        String text = in.isNull() ? null : in.string();
        if (text == null) {
            return;
        }
        at = Times.parse(text).orElse(null);
        if (at == null) {
            in.fault(ProblemCode.INVALID_TIME, "is not " + Times.RULE);
        }
    }

    /** What was asked; anything where a fault is added, since it is not used then. */
    RewardRequest finish(Faults faults) {
        Target target = target(faults);
        if (metric == null) {
            faults.addIfNew(pointer + "/metric", ProblemCode.INVALID_VALUE, "is required");
        }
        if (!hasValue) {
            faults.add(pointer + "/value", ProblemCode.INVALID_VALUE, "is required; null retracts");
        }
        return new RewardRequest(target, metric == null ? "" : metric, value, isBoolean, at);
    }

    private Target target(Faults faults) {
        if (reference == null && task == null) {
            decisions.require(faults, pointer, "is required, or task and reference");
            return decisions.decisions();
        }
        if (!decisions.isEmpty()) {
            faults.add(
                    pointer + "/decision", ProblemCode.INVALID_VALUE, "stands for itself, without task and reference");
        }
        if (task == null) {
            faults.addIfNew(pointer + "/task", ProblemCode.INVALID_VALUE, "is required beside a reference");
        }
        if (reference == null) {
            faults.addIfNew(pointer + "/reference", ProblemCode.INVALID_VALUE, "is required beside a task");
        } else if (reference.isEmpty() || reference.length() > DecideForm.REFERENCE_LENGTH_MAX) {
            faults.add(
                    pointer + "/reference",
                    ProblemCode.INVALID_VALUE,
                    "has 1 to " + DecideForm.REFERENCE_LENGTH_MAX + " characters");
        }
        return new Target.Reference(task == null ? "" : task, reference == null ? "" : reference);
    }
}
