package dev.pulley.loadtests.figures;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pulley.loadtests.generator.Measured;
import dev.pulley.loadtests.generator.Moment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All that one command showed. */
public final class Sheet {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99, 100};
    private static final int HGRM_STEPS = 5;
    private static final double NANOS_PER_MICRO = 1e3;

    private final String title;
    private final String circumstances;
    private final List<Shown> runs = new ArrayList<>();
    private final List<Ratio> ratios = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * A sheet with nothing on it.
     *
     * @param title the command
     * @param circumstances commit, machine, how busy it was
     */
    public Sheet(String title, String circumstances) {
        this.title = title;
        this.circumstances = circumstances;
    }

    public void add(String name, Measured measured) {
        runs.add(new Shown(name, measured));
    }

    public void add(Ratio ratio) {
        ratios.add(ratio);
    }

    public void note(String note) {
        notes.add(note);
    }

    public String toMarkdown() {
        StringBuilder text = new StringBuilder();
        text.append("## `").append(title).append("`\n\n").append(circumstances).append("\n\n");
        if (!ratios.isEmpty()) {
            text.append(Ratio.head());
            ratios.forEach(ratio -> text.append(ratio.row()));
            text.append('\n');
        }
        if (!runs.isEmpty()) {
            text.append(Shown.head());
            runs.forEach(run -> text.append(run.rows()));
        }
        notes.forEach(note -> text.append("\n- ").append(note));
        return notes.isEmpty() ? text.toString() : text.append('\n').toString();
    }

    /** Writes figures, histograms and curves into a folder, over what an earlier run left there. */
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("figures.md"), toMarkdown());
        Files.writeString(folder.resolve("figures.json"), json());
        Files.writeString(folder.resolve("curves.html"), CurvesPage.of(title, circumstances, ratios, runs));
        for (int i = 0; i < runs.size(); i++) {
            for (Measured.OfKind of : runs.get(i).measured().kinds()) {
                String name = String.format(
                        Locale.ROOT,
                        "%02d-%s-%s",
                        i + 1,
                        runs.get(i).name(),
                        of.kind().name());
                Path file = folder.resolve(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".hgrm");
                try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
                    of.nanos().outputPercentileDistribution(out, HGRM_STEPS, NANOS_PER_MICRO);
                }
            }
        }
    }

    private String json() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("command", title);
        root.put("circumstances", circumstances);
        ArrayNode allRatios = root.putArray("ratios");
        for (Ratio ratio : ratios) {
            ObjectNode node = allRatios.addObject();
            node.put("name", ratio.name());
            node.put("unit", ratio.unit());
            ratio.measured().forEach(node.withArray("measured")::add);
            ratio.baseline().forEach(node.withArray("baseline")::add);
            node.put("median", ratio.median());
            node.put("required", ratio.required());
            node.put("goal", ratio.goal());
            node.put("holds", ratio.holds());
        }
        ArrayNode allRuns = root.putArray("runs");
        for (Shown run : runs) {
            write(allRuns.addObject(), run);
        }
        notes.forEach(root.withArray("notes")::add);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void write(ObjectNode node, Shown run) {
        Measured measured = run.measured();
        node.put("name", run.name());
        node.put("seconds", measured.seconds());
        node.put("never_sent", measured.unsent());
        for (Measured.OfKind of : measured.kinds()) {
            ObjectNode kind = node.withArray("kinds").addObject();
            kind.put("name", of.kind().name());
            kind.put("items_per_call", of.kind().items());
            kind.put("calls", of.answered());
            kind.put("calls_per_second", of.perSecond(measured.seconds()));
            kind.put("queued", of.queued());
            ObjectNode micros = kind.putObject("micros");
            for (double percentile : PERCENTILES) {
                micros.put("p" + percentile, of.percentileMicros(percentile));
            }
        }
        for (Moment moment : measured.moments()) {
            ObjectNode second = node.withArray("moments").addObject();
            second.put("second", moment.second());
            second.put("calls", moment.calls());
            second.put("p50_micros", moment.p50Micros());
            second.put("p99_micros", moment.p99Micros());
            second.put("open", moment.open());
        }
    }
}
