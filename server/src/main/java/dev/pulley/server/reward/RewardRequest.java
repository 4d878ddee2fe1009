package dev.pulley.server.reward;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report of one metric's value, on one decision or on several.
 *
 * @param value null retracts what was reported before
 * @param isBoolean whether the value was written as true or false
 * @param at when the value was true; nothing means now
 */
public record RewardRequest(
        Target target,
        String metric,
        @Nullable Double value,
        boolean isBoolean,
        @Nullable Instant at) {
    /** Which decisions are meant. */
    public sealed interface Target {
        /**
         * Those of these tokens.
         *
         * @param single whether the first was given by itself, and only the others in a list
         */
        record Decisions(List<String> tokens, boolean single) implements Target {
            public Decisions {
                tokens = List.copyOf(tokens);
            }

            public static Decisions of(String token) {
                return new Decisions(List.of(token), true);
            }

            /** Where in the request a token stands. */
            String pointer(int token) {
                if (single) {
                    return token == 0 ? "/decision" : "/decisions/" + (token - 1);
                }
                return "/decisions/" + token;
            }
        }

        /** Those of a task that have this reference, now or later. */
        record Reference(String task, String reference) implements Target {}
    }
}
