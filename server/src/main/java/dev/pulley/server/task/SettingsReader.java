package dev.pulley.server.task;

import dev.pulley.policies.allocation.Policies;
import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a definition that say how it is learned and judged. */
final class SettingsReader {
    private static final Set<String> POLICIES = Set.copyOf(Policies.names());
    private static final Duration HALF_LIFE_MIN = Duration.ofSeconds(1);
    private static final Duration HALF_LIFE_MAX = Duration.ofDays(3_650);

    private final JsonReader in;
    private final ValueReader values;
    private String policyName = PolicySettings.DEFAULT.name();
    private double minShare;
    private double holdout;
    private @Nullable Duration halfLife;
    private NewVersion newVersion = NewVersion.FRESH;
    private VerdictSettings verdict = VerdictSettings.DEFAULT;
    private PriorSettings prior = PriorSettings.NONE;

    SettingsReader(JsonReader in, ValueReader values) {
        this.in = in;
        this.values = values;
    }

    PolicySettings policy() {
        return new PolicySettings(policyName, minShare, holdout, halfLife);
    }

    VerdictSettings verdict() {
        return verdict;
    }

    PriorSettings prior() {
        return prior;
    }

    NewVersion newVersion() {
        return newVersion;
    }

    void readPolicy() throws MalformedJson {
        in.object(name -> {
            switch (name) {
                case "name" -> policyName = Objects.requireNonNullElse(values.oneOf(POLICIES), policyName);
                case "min_share" -> minShare = Objects.requireNonNullElse(values.share(), 0.0);
                case "holdout" -> holdout = Objects.requireNonNullElse(values.share(), 0.0);
                case "half_life" -> halfLife = in.isNull() ? null : values.duration(HALF_LIFE_MIN, HALF_LIFE_MAX);
                default -> in.unknownField();
            }
        });
    }

    void readVerdict() throws MalformedJson {
        in.object(name -> {
            switch (name) {
                case "min_effect" -> {
                    Double effect = values.number();
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

    void readPrior() throws MalformedJson {
        List<String> tasks = new ArrayList<>();
        in.object(name -> {
            switch (name) {
                case "tasks" -> in.array(() -> readPriorTask(tasks));
                default -> in.unknownField();
            }
        });
        prior = new PriorSettings(tasks);
    }

    private void readPriorTask(List<String> tasks) throws MalformedJson {
        String task = values.name();
        if (task == null) {
            return;
        }
        if (tasks.contains(task)) {
            values.invalid("the task '" + task + "' is there twice");
        } else if (tasks.size() == PriorSettings.TASKS_MAX) {
            values.invalid("a prior is of at most " + PriorSettings.TASKS_MAX + " tasks");
        } else {
            tasks.add(task);
        }
    }

    void readNewVersion() throws MalformedJson {
        String text = values.oneOf(Set.of("fresh", "inherit"));
        newVersion = "inherit".equals(text) ? NewVersion.INHERIT : NewVersion.FRESH;
    }
}
