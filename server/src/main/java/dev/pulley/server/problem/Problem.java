package dev.pulley.server.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused.
 *
 * @param field a JSON Pointer to the one value to blame, if there is one
 * @param faults all of them, where there is more than one
 */
public record Problem(
        ProblemCode code, String detail, @Nullable String field, List<Fault> faults) {
    public Problem {
        faults = List.copyOf(faults);
    }

    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, null, List.of());
    }

    public static Problem at(String field, ProblemCode code, String detail) {
        return new Problem(code, detail, field.isEmpty() ? null : field, List.of());
    }

    /** One fault speaks for itself; of several, the first gives the code and all are listed. */
    public static Problem of(List<Fault> faults) {
        Fault first = faults.getFirst();
        if (faults.size() == 1) {
            return at(first.field(), first.code(), first.detail());
        }
        String place = first.field().isEmpty() ? "" : first.field() + " ";
        return new Problem(first.code(), faults.size() + " faults; the first: " + place + first.detail(), null, faults);
    }
}
