package dev.pulley.server.reward;

import dev.pulley.server.event.Event.Source;
import org.jspecify.annotations.Nullable;

/** Who reports: for whom, and where the rewards come from. */
public record Reporter(int tenant, Source source) {
    /**
     * Who reports by a key that says this.
     *
     * @param source null where the reporter's key does not say
     * @param trust the weight that its rewards deserve, over 0 and at most 1
     */
    public static Reporter of(int tenant, @Nullable String source, double trust) {
        return new Reporter(tenant, new Source(source, trust));
    }
}
