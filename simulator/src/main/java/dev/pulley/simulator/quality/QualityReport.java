package dev.pulley.simulator.quality;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The quality table, for the terminal and for the docs. In the docs each bar has a section of its own, with the commit that
 * it was measured at, so that one bar can be measured again without the others.
 */
final class QualityReport {
    private static final String SECTION = "\n## ";

    private static final String HEAD = """
            # Quality

            What the learner reaches, measured in the laboratory by `./pulley simulate quality`. The same commit and seed give
            the same figures on any machine. A bound counts as reached if the figure and two standard errors are within it.

            Two bars are measured elsewhere: a, the probability of being best against 40-digit references, by `./pulley test`;
            and j, the time from evidence to allocation and of a draw, by the benchmarks in `load-tests`.
            Any other bar that has no section here has not been measured in full yet.
            """;

    private final boolean quick;
    private final String commit;
    private final SortedMap<String, String> sections = new TreeMap<>();

    QualityReport(boolean quick, String commit) {
        this.quick = quick;
        this.commit = commit;
    }

    String heading() {
        return String.format(
                Locale.ROOT,
                "Quality%s, seed %d, commit %s%n",
                quick ? " (a small version, whose figures are rough)" : "",
                Quality.SEED,
                commit);
    }

    String section(Bar bar, List<Figure> figures) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%n%s  %s%n", bar.letter(), bar.setup()));
        for (Figure figure : figures) {
            text.append(String.format(
                    Locale.ROOT,
                    "   %-52s %10s +- %-8s %-18s %-12s %s%n",
                    figure.name(),
                    figure.valueText(),
                    figure.standardErrorText(),
                    figure.required(),
                    figure.goal(),
                    figure.verdict()));
        }
        return text.toString();
    }

    /** Takes over the sections of an earlier report, to be replaced one by one. */
    void keep(String earlier) {
        String[] parts = earlier.split(SECTION, -1);
        for (int i = 1; i < parts.length; i++) {
            sections.put(parts[i].substring(0, parts[i].indexOf('.')), parts[i].strip() + "\n");
        }
    }

    void add(Bar bar, List<Figure> figures) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s. %s%n%n", bar.letter(), bar.setup()));
        text.append(String.format(
                Locale.ROOT,
                "%s with seed %d at commit %s.%n%n",
                quick ? "A small version, whose figures are rough, measured" : "Measured",
                Quality.SEED,
                commit));
        text.append("| figure | value | standard error | required | goal | |\n|---|---|---|---|---|---|\n");
        for (Figure figure : figures) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s |%n",
                    figure.name(),
                    figure.valueText(),
                    figure.standardErrorText(),
                    figure.required(),
                    figure.goal(),
                    figure.verdict()));
        }
        sections.put(bar.letter(), text.toString());
    }

    String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        sections.values().forEach(section -> text.append(SECTION).append(section));
        return text.toString();
    }
}
