package dev.pulley.loadtests.generator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is called, one call after the other. Used by the generator's thread alone. */
public interface Traffic {
    /** The kinds of calls, which are measured apart. */
    List<Kind> kinds();

    /** The next call; null where there are no more, which ends the run when all are answered. */
    @Nullable
    Call next();

    /**
     * A kind of call.
     *
     * @param items how many things one call brings, such as 100 rewards
     */
    record Kind(String name, int items) {}
}
