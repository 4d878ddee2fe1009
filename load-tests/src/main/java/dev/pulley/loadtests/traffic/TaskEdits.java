package dev.pulley.loadtests.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A person who changes the tasks of a load while it runs: gives variants another payload, pauses and resumes them, sets another
 * policy, goes back to a definition of before; each on any server. What was acknowledged must be in the task's log of changes,
 * once, and stand if nothing came after it. Used by one thread at a time, but for the count.
 */
final class TaskEdits {
    private static final String NOTHING = "";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int CONFLICT = 412;
    private static final int NOT_KEPT = 422;
    private static final String ROLLED_BACK = "rolled_back";
    private static final List<String> POLICIES = List.of("thompson", "thompson-sharp", "top-two");
    private static final double[] MIN_SHARES = {0.05, 0.08, 0.1};
    private static final int PROMPTS = 4;
    /** A rollback goes back by so many revisions at most; older definitions may not be kept any more. */
    private static final int BACK_MAX = 50;

    private static final String LOG_PAGE = "?limit=1000";

    /**
     * What is asked.
     *
     * @param what the word that the log of changes has for it
     */
    private record Edit(String what, String method, String path, String body) {}

    /** What is known of one task. */
    private static final class Edited {
        final Map<Long, String> acknowledged = new TreeMap<>();
        final Set<Integer> paused = new HashSet<>();
        long revision;
        /** Whether the last change had no answer, or was refused for now, so that it must be looked how the task stands. */
        boolean isUnknown = true;
        /** Whether any had, so that more may come to stand than was acknowledged. */
        boolean isInDoubt;
    }

    private final List<LoadTask> tasks;
    private final List<NodeClient> nodes;
    private final SplittableRandom random;
    private final Map<Integer, Edited> edited = new HashMap<>();
    private final AtomicLong made = new AtomicLong();

    TaskEdits(List<LoadTask> tasks, List<NodeClient> nodes, SplittableRandom random) {
        this.tasks = tasks;
        this.nodes = nodes;
        this.random = random;
    }

    /** How many changes were acknowledged. */
    long made() {
        return made.get();
    }

    /** One change of any task; what is wrong with the answer, in words, or nothing. */
    String edit() {
        int number = random.nextInt(tasks.size());
        LoadTask task = tasks.get(number);
        Edited known = edited.computeIfAbsent(number, any -> new Edited());
        NodeClient node = nodes.get(random.nextInt(nodes.size()));
        try {
            if (known.isUnknown && !look(node, task, known)) {
                return "";
            }
            Edit edit = choose(node, task, known);
            known.isUnknown = true;
            boolean wasInDoubt = known.isInDoubt;
            known.isInDoubt = true;
            Answer answer = node.send(edit.method(), edit.path(), edit.body());
            if (answer.status() == UNAVAILABLE) {
                // Without Redis nothing can be changed.
                return "";
            }
            known.isInDoubt = wasInDoubt;
            boolean isBehind = answer.status() == CONFLICT
                    || (answer.status() == NOT_KEPT && edit.what().equals(ROLLED_BACK));
            if (isBehind) {
                // A server that has not seen the last change yet, or a Redis that is being given back what it lost.
                return "";
            }
            if (answer.status() != OK) {
                return "change: answered " + answer.status() + " " + answer.text();
            }
            acknowledged(task, known, edit.what(), answer.json());
            return "";
        } catch (IOException e) {
            // How it stands is looked at before the next change.
            return "";
        }
    }

    private static String path(LoadTask task) {
        return "/v1/tasks/" + task.name();
    }

    /** Learns how a task stands; whether that could be learned. */
    private static boolean look(NodeClient node, LoadTask task, Edited known) throws IOException {
        Answer answer = node.send("GET", path(task), NOTHING);
        if (answer.status() != OK) {
            return false;
        }
        take(task, known, answer.json());
        return true;
    }

    private static void take(LoadTask task, Edited known, JsonNode stands) {
        known.revision = stands.path("revision").asLong();
        known.paused.clear();
        for (JsonNode variant : stands.path("variants")) {
            if (variant.path("status").asText().equals("paused")) {
                known.paused.add(task.variants().indexOf(variant.path("name").asText()));
            }
        }
    }

    private void acknowledged(LoadTask task, Edited known, String what, JsonNode stands) {
        long before = known.revision;
        take(task, known, stands);
        known.isUnknown = false;
        if (known.revision > before) {
            known.acknowledged.put(known.revision, what);
            made.incrementAndGet();
        }
    }

    private Edit choose(NodeClient node, LoadTask task, Edited known) throws IOException {
        int variant = random.nextInt(task.variants().size());
        String ofVariant = path(task) + "/variants/" + task.variants().get(variant);
        return switch (random.nextInt(4)) {
            case 0 ->
                new Edit(
                        "variant_changed",
                        "PUT",
                        ofVariant,
                        "{\"payload\":{\"prompt\":\"Be " + task.variants().get(variant) + ", " + random.nextInt(PROMPTS)
                                + ".\"}}");
            case 1 -> {
                // The last active one can't be paused.
                boolean isToPause = known.paused.isEmpty() && task.variants().size() > 1;
                int resumed = known.paused.stream().findFirst().orElse(variant);
                yield isToPause
                        ? new Edit("variant_paused", "POST", ofVariant + "/pause", NOTHING)
                        : new Edit(
                                "variant_resumed",
                                "POST",
                                path(task) + "/variants/" + task.variants().get(resumed) + "/resume",
                                NOTHING);
            }
            case 2 -> {
                ObjectNode definition = (ObjectNode) node.get(path(task) + "/revisions/" + known.revision);
                definition
                        .withObject("policy")
                        .put("name", POLICIES.get(random.nextInt(POLICIES.size())))
                        .put("min_share", MIN_SHARES[random.nextInt(MIN_SHARES.length)]);
                yield new Edit("defined", "PUT", path(task), definition.toString());
            }
            default ->
                new Edit(
                        ROLLED_BACK,
                        "POST",
                        path(task) + "/rollback",
                        "{\"revision\":" + random.nextLong(Math.max(1, known.revision - BACK_MAX), known.revision + 1)
                                + "}");
        };
    }

    /** What a server's tasks and logs of changes have that they should not, or have not; in words. */
    List<String> findings(NodeClient node) throws IOException {
        List<String> findings = new ArrayList<>();
        for (Map.Entry<Integer, Edited> one : edited.entrySet()) {
            LoadTask task = tasks.get(one.getKey());
            compare(task, one.getValue(), node, findings);
        }
        return findings;
    }

    private static void compare(LoadTask task, Edited known, NodeClient node, List<String> findings)
            throws IOException {
        Map<Long, String> logged = new TreeMap<>();
        for (JsonNode change : node.get(path(task) + "/changes" + LOG_PAGE).path("changes")) {
            long revision = change.path("revision").asLong();
            String twice = logged.put(revision, change.path("what").asText());
            if (twice != null) {
                findings.add(task.name() + ": the log has two changes of revision " + revision);
            }
        }
        long oldest = logged.keySet().stream().min(Long::compare).orElse(0L);
        known.acknowledged.forEach((revision, what) -> {
            // Only the newest are kept.
            if (revision < oldest) {
                return;
            }
            String stands = logged.get(revision);
            if (!what.equals(stands)) {
                findings.add(task.name() + ": the change to revision " + revision + ", " + what
                        + ", was acknowledged, and the log says " + stands);
            }
        });
        JsonNode stands = node.get(path(task));
        long revision = stands.path("revision").asLong();
        boolean isKnown = known.revision > 0;
        if (revision < known.revision || (isKnown && !known.isInDoubt && revision != known.revision)) {
            findings.add(task.name() + " stands at revision " + revision + ", told " + known.revision);
        }
        if (revision == known.revision) {
            Edited now = new Edited();
            take(task, now, stands);
            if (!now.paused.equals(known.paused)) {
                findings.add(task.name() + " has other variants paused than was told");
            }
        }
    }
}
