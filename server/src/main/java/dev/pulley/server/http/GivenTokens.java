package dev.pulley.server.http;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.reward.RewardRequest.Target.Decisions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decisions' tokens that a reward or a request has: one by itself, or several in a list. Gathered while it is read. */
final class GivenTokens {
    private static final int MAX = 1_000;

    private final String owner;
    private final List<String> tokens = new ArrayList<>();
    private boolean hasSingle;
    private boolean hasList;

    /** @param owner what has them, in words */
    GivenTokens(String owner) {
        this.owner = owner;
    }

    /** Reads one that stands by itself; it comes before those of a list, wherever it stands. */
    void single(JsonReader in) throws MalformedJson {
        String token = token(in);
        if (token != null) {
            tokens.addFirst(token);
            hasSingle = true;
        }
    }

    void list(JsonReader in) throws MalformedJson {
        hasList = true;
        in.array(() -> {
            String token = token(in);
            if (token != null) {
                tokens.add(token);
            }
        });
    }

    private @Nullable String token(JsonReader in) throws MalformedJson {
        String token = in.string();
        if (tokens.size() == MAX) {
            in.fault(ProblemCode.INVALID_VALUE, owner + " has at most " + MAX + " decisions");
        }
        return token;
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** Says that there has to be one, where it was left out or of a list none is left. */
    void require(Faults faults, String pointer, String rule) {
        if (!tokens.isEmpty()) {
            return;
        }
        if (hasList) {
            faults.addIfNew(pointer + "/decisions", ProblemCode.INVALID_VALUE, "names at least one decision");
        } else {
            faults.addIfNew(pointer + "/decision", ProblemCode.INVALID_VALUE, rule);
        }
    }

    Decisions decisions() {
        return new Decisions(tokens, hasSingle);
    }
}
