package dev.pulley.server.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was done to a task.
 *
 * @param revision the one that it made
 * @param who the key's name, {@code local} where there are no keys, or {@code guardrail}
 * @param variant whom it is about, if it is about one
 * @param metric the guardrail's, if one tripped
 * @param toRevision the one whose definition was taken, if one was
 * @param changed what differs in the definition, as JSON Pointers with the variants by their names
 */
public record TaskChange(
        long revision,
        long atMillis,
        String who,
        What what,
        @Nullable String variant,
        @Nullable String metric,
        @Nullable Long toRevision,
        List<String> changed) {
    /** Who trips variants. */
    public static final String GUARDRAIL = "guardrail";

    /** Where more variants differ than this, they are told in one. */
    private static final int VARIANTS_TOLD_MAX = 20;

    /** The kinds of change. */
    public enum What {
        CREATED("created the task", true),
        DEFINED("changed the definition", true),
        ROLLED_BACK("went back to the definition of revision", true),
        ARCHIVED("archived the task", false),
        RESTORED("restored the task", false),
        PAUSED("paused the task", false),
        RESUMED("resumed the task", false),
        CONCLUDED("concluded the task with the variant", false),
        VARIANT_ADDED("added the variant", true),
        VARIANT_CHANGED("changed the variant", true),
        VARIANT_REMOVED("removed the variant", true),
        VARIANT_PAUSED("paused the variant", false),
        VARIANT_RESUMED("resumed the variant", false),
        VARIANT_TRIPPED("took out the variant", false);

        private final String words;
        private final boolean redefines;

        What(String words, boolean redefines) {
            this.words = words;
            this.redefines = redefines;
        }

        /** Whether it makes another definition. */
        public boolean redefines() {
            return redefines;
        }

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public TaskChange {
        changed = List.copyOf(changed);
    }

    /** The change in a sentence, for people. */
    public String words() {
        StringBuilder text = new StringBuilder(what.words);
        if (toRevision != null) {
            text.append(' ').append(toRevision);
        }
        if (variant != null) {
            text.append(" '").append(variant).append('\'');
        }
        if (metric != null) {
            text.append(", which is over the limit of the guardrail '")
                    .append(metric)
                    .append('\'');
        }
        if (!changed.isEmpty()) {
            text.append(": ").append(String.join(", ", changed));
        }
        return text.toString();
    }

    /** What differs between two definitions. */
    public static List<String> differences(TaskDefinition before, TaskDefinition after) {
        List<String> changed = new ArrayList<>();
        addIfOther(changed, "/description", before.description(), after.description());
        addIfOther(changed, "/outcome", before.outcome(), after.outcome());
        addIfOther(changed, "/proxies", before.proxies(), after.proxies());
        addIfOther(changed, "/guardrails", before.guardrails(), after.guardrails());
        addIfOther(changed, "/control", before.control(), after.control());
        addIfOther(changed, "/new_version", before.newVersion(), after.newVersion());
        addIfOther(changed, "/policy", before.policy(), after.policy());
        addIfOther(changed, "/verdict", before.verdict(), after.verdict());
        addIfOther(changed, "/prior", before.prior(), after.prior());
        List<String> variants = Stream.concat(before.variants().stream(), after.variants().stream())
                .map(VariantDefinition::name)
                .distinct()
                .filter(name -> !before.variant(name).equals(after.variant(name)))
                .map(name -> "/variants/" + name)
                .toList();
        boolean isOrderOnly = variants.isEmpty() && !before.variants().equals(after.variants());
        if (variants.size() > VARIANTS_TOLD_MAX || isOrderOnly) {
            changed.add("/variants");
        } else {
            changed.addAll(variants);
        }
        return changed;
    }

    private static void addIfOther(List<String> changed, String pointer, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            changed.add(pointer);
        }
    }
}
