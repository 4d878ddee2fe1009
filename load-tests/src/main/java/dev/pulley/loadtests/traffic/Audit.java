package dev.pulley.loadtests.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pulley.loadtests.traffic.Report.Item;
import dev.pulley.loadtests.traffic.Visit.Step;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.AnytimeInterval;
import dev.pulley.policies.inference.ConfidenceSequence;
import dev.pulley.policies.inference.CredibleInterval;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a server says of each task with the tally, variant by variant: the decisions (those that were not answered may
 * be there or not), the outcomes, and what their values give when the learner's own functions reckon with the tally's sums. A
 * mean or an interval that is right to nine digits has all of the values in it once. Then the values themselves, of every
 * metric: whatever stands is reported again, and must be a repeat.
 */
public final class Audit {
    private static final double PRECISION = 1e-9;
    private static final int REPEATS_AT_ONCE = 500;
    private static final int FINDINGS_MAX = 12;

    private final Tally tally;
    private final List<String> findings = new ArrayList<>();
    private long lost;
    private long twice;

    private Audit(Tally tally) {
        this.tally = tally;
    }

    /** Compares all tasks, as this server's stats show them now. */
    public static Audit of(Tally tally, NodeClient node) throws IOException {
        Audit audit = new Audit(tally);
        for (int task = 0; task < tally.tasks().size(); task++) {
            audit.compare(task, node.get("/v1/tasks/" + tally.tasks().get(task).name() + "/stats"));
        }
        return audit;
    }

    /** Whether the stats are as of this moment or later; one picture answers for all tasks. */
    public static boolean isFresh(Tally tally, NodeClient node, Instant moment) throws IOException {
        String asOf = node.get("/v1/tasks/" + tally.tasks().getFirst().name() + "/stats")
                .path("as_of")
                .asText();
        return !Instant.parse(asOf).isBefore(moment);
    }

    /** Reports again what stands on the decisions that the tally kept, and counts what the server takes for new. */
    public static Audit repeated(Tally tally, NodeClient node) throws IOException {
        Audit audit = new Audit(tally);
        List<Item> items = new ArrayList<>();
        for (Visit visit : tally.sample()) {
            for (int metric = 0; metric < visit.metrics(); metric++) {
                Visit.@Nullable Standing standing = visit.standing(metric);
                if (standing != null) {
                    items.add(new Item(visit, new Step(metric, standing.value(), Visit.At.UNSAID, 0)));
                }
            }
            if (items.size() >= REPEATS_AT_ONCE) {
                audit.repeat(items, node);
                items.clear();
            }
        }
        if (!items.isEmpty()) {
            audit.repeat(items, node);
        }
        return audit;
    }

    private void repeat(List<Item> items, NodeClient node) throws IOException {
        Report report = Report.of(items, System.currentTimeMillis());
        Answer answer = node.call("POST", "/v1/rewards", report.body(tally.tasks()));
        JsonNode counts = answer.json();
        if (answer.status() != 200) {
            find("what stands could not be reported again: " + answer.status() + " " + answer.text());
            return;
        }
        count("accepted", "gone", counts);
        count("corrected", "another value than was reported last", counts);
        count("rejected_count", "refused", counts);
    }

    private void count(String field, String what, JsonNode counts) {
        long count = counts.path(field).asLong();
        if (count > 0) {
            lost += count;
            find(count + " values that were acknowledged are " + what);
        }
    }

    private void compare(int number, JsonNode stats) {
        LoadTask task = tally.tasks().get(number);
        long unanswered = tally.unansweredDecisions(number);
        within(task.name() + ": decisions", stats.path("decisions").asLong(), tally.decisions(number), unanswered);
        within(task.name() + ": late", stats.path("late").asLong(), 0, 0);
        within(task.name() + ": waiting", stats.path("waiting").asLong(), 0, 0);
        List<VariantSummary> summaries =
                new ArrayList<>(Collections.nCopies(task.variants().size(), VariantSummary.NONE));
        Map<Integer, Integer> versions = new HashMap<>();
        for (JsonNode shown : stats.path("variants")) {
            int variant = task.variants().indexOf(shown.path("name").asText());
            if (variant >= 0) {
                int version = shown.path("version").asInt();
                versions.put(variant, version);
                summaries.set(variant, tally.summary(number, variant, version));
            }
        }
        summaries.addAll(tally.earlier(number, versions));
        // The server itself tells by how much decisions of one unit are alike; here it is what follows from that which
        // is right.
        double designEffect = stats.path("design_effect").asDouble(Double.NaN);
        List<VariantSummary> thinned = summaries.stream()
                .map(whole -> VariantSummary.NONE.plus(whole, 1 / designEffect))
                .toList();
        List<Marginal> beliefs = Posterior.of(task.model(), thinned).marginals();
        for (JsonNode shown : stats.path("variants")) {
            int variant = task.variants().indexOf(shown.path("name").asText());
            String place = task.name() + "/" + shown.path("name").asText();
            if (variant < 0) {
                find(place + " was never defined");
                continue;
            }
            VariantSummary summary = summaries.get(variant);
            count(within(
                    place + ": decisions",
                    shown.path("decisions").asLong(),
                    tally.decisions(number, variant, shown.path("version").asInt()),
                    unanswered));
            count(within(place + ": outcomes", shown.path("outcomes").asLong(), (long) summary.outcomes(), 0));
            AnytimeInterval anytime = ConfidenceSequence.of(task.model(), thinned.get(variant));
            same(place + ": anytime_low", shown.path("anytime_low"), anytime.low());
            same(place + ": anytime_high", shown.path("anytime_high"), anytime.high());
            if (!task.hasProxies()) {
                // Proxies may shape the mean, which the sums of outcomes alone don't say.
                same(
                        place + ": mean",
                        shown.path("mean"),
                        CredibleInterval.of(beliefs.get(variant)).mean());
            }
        }
    }

    /** How far it is over what it may be, or under it: from {@code least} to that and {@code doubtful} more. */
    private long within(String what, long shown, long least, long doubtful) {
        if (shown < least) {
            find(what + " " + shown + ", told at least " + least);
            return shown - least;
        }
        if (shown > least + doubtful) {
            find(what + " " + shown + ", told at most " + (least + doubtful));
            return shown - least - doubtful;
        }
        return 0;
    }

    private void count(long excess) {
        lost += Math.max(0, -excess);
        twice += Math.max(0, excess);
    }

    private void same(String what, JsonNode shown, double expected) {
        if (!Double.isFinite(expected)) {
            return;
        }
        double value = shown.asDouble(Double.NaN);
        if (!(Math.abs(value - expected) <= PRECISION * Math.max(1, Math.abs(expected)))) {
            find(what + " " + shown + ", told what gives " + expected);
        }
    }

    private void find(String finding) {
        if (findings.size() < FINDINGS_MAX) {
            findings.add(finding);
        }
    }

    /** Whether everything is there once. */
    public boolean holds() {
        return findings.isEmpty();
    }

    /** How much that was acknowledged is not there. */
    public long lost() {
        return lost;
    }

    /** How much is there that nobody was told of. */
    public long twice() {
        return twice;
    }

    /** What differs, in words. */
    public List<String> findings() {
        return List.copyOf(findings);
    }
}
