package dev.pulley.server.problem;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what is wrong with one request, so that all of it can be told at once. Not thread-safe. */
public final class Faults {
    /** A request with more faults than this is told the first ones only. */
    public static final int FAULTS_MAX = 50;

    private final List<Fault> found = new ArrayList<>();

    public void add(String field, ProblemCode code, String detail) {
        if (found.size() < FAULTS_MAX) {
            found.add(new Fault(field, code, detail));
        }
    }

    /** Notes a fault, unless something about that field is noted already. */
    public void addIfNew(String field, ProblemCode code, String detail) {
        if (found.stream().noneMatch(fault -> fault.field().equals(field))) {
            add(field, code, detail);
        }
    }

    /** How many there are: a place to {@link #cutFrom}. */
    public int mark() {
        return found.size();
    }

    /** Takes away what was noted since a mark; the problem that it comes to, or null where nothing was. */
    public @Nullable Problem cutFrom(int mark) {
        if (found.size() == mark) {
            return null;
        }
        List<Fault> since = found.subList(mark, found.size());
        Problem problem = Problem.of(List.copyOf(since));
        since.clear();
        return problem;
    }

    /** Whether the document as a whole is not what is wanted, so that it is idle to ask what is in it. */
    public boolean areOfWhole() {
        return found.stream().anyMatch(fault -> fault.field().isEmpty());
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public Problem toProblem() {
        return Problem.of(found);
    }
}
