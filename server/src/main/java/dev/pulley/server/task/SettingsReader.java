package dev.pulley.server.task;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import java.util.Objects;
import java.util.Set;

/** Reads the parts of a definition that say how it is learned and judged. */
final class SettingsReader {
    private static final Set<String> POLICIES = Set.of("thompson-sharp", "thompson", "top-two");

    private final JsonReader in;
    private final ValueReader values;
    private PolicySettings policy = PolicySettings.DEFAULT;
    private VerdictSettings verdict = VerdictSettings.DEFAULT;

    SettingsReader(JsonReader in, ValueReader values) {
        this.in = in;
        this.values = values;
    }

    PolicySettings policy() {
        return policy;
    }

    VerdictSettings verdict() {
        return verdict;
    }

    void readPolicy() throws MalformedJson {
        in.object(name -> {
            switch (name) {
                case "name" ->
                    policy = new PolicySettings(
                            Objects.requireNonNullElse(values.oneOf(POLICIES), policy.name()),
                            policy.minShare(),
                            policy.holdout());
                case "min_share" ->
                    policy = new PolicySettings(
                            policy.name(), Objects.requireNonNullElse(values.share(), 0.0), policy.holdout());
                case "holdout" ->
                    policy = new PolicySettings(
                            policy.name(), policy.minShare(), Objects.requireNonNullElse(values.share(), 0.0));
                case "half_life" -> notThereYet();
                default -> in.unknownField();
            }
        });
    }

    void readVerdict() throws MalformedJson {
        in.object(name -> {
            switch (name) {
                case "min_effect" -> {
                    Double effect = in.number();
                    if (effect != null && !(effect >= 0)) {
                        values.invalid("must not be negative");
                    } else if (effect != null) {
                        verdict = new VerdictSettings(effect, verdict.error());
                    }
                }
                case "error" -> {
                    Double error = in.number();
                    if (error != null && !(error > 0 && error < 1)) {
                        values.invalid("must be between 0 and 1");
                    } else if (error != null) {
                        verdict = new VerdictSettings(verdict.minEffect(), error);
                    }
                }
                default -> in.unknownField();
            }
        });
    }

    /** A new payload's evidence starts fresh; inheriting it is not there yet. */
    void readNewVersion() throws MalformedJson {
        String text = in.string();
        if (text != null && !text.equals("fresh")) {
            values.invalid("must be fresh; nothing else is there yet");
        }
    }

    /** Guardrails that would not act are worse than none, so only none at all are taken. */
    void readGuardrails() throws MalformedJson {
        boolean[] isEmpty = {true};
        in.array(() -> {
            isEmpty[0] = false;
            in.skip();
        });
        if (!isEmpty[0]) {
            values.invalid("guardrails are not there yet");
        }
    }

    private void notThereYet() throws MalformedJson {
        if (!in.isNull()) {
            values.invalid("is not there yet");
            in.skip();
        }
    }
}
