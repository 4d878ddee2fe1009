package dev.pulley.loadtests.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What scenarios showed, as a table in Markdown and what there is to say beside it. */
public final class ChaosReport {
    /** How much of a message that is as long as a log is shown. */
    private static final int MESSAGE_LENGTH_MAX = 2_000;

    /** A scenario's row. */
    sealed interface Row {
        Scenario scenario();

        /** It ran to its end. */
        record Ran(Scenario scenario, Outcome outcome) implements Row {}

        /** This machine lacks what it needs. */
        record Skipped(Scenario scenario, String why) implements Row {}

        /** It could not be run to its end. */
        record Broken(Scenario scenario, String why) implements Row {}

        default String inOneLine() {
            String name = scenario().name();
            return switch (this) {
                case Ran(Scenario ran, Outcome outcome) ->
                    name + ": " + (outcome.holds() ? "holds" : "FAILED") + "; " + outcome.decisions()
                            + " decisions and "
                            + outcome.rewards() + " rewards acknowledged, " + outcome.lost() + " lost, "
                            + outcome.twice() + " twice";
                case Skipped(Scenario skipped, String why) -> name + ": skipped, " + why;
                case Broken(Scenario broken, String why) -> name + ": FAILED, " + why;
            };
        }
    }

    private final List<Row> rows;

    ChaosReport(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /** Whether every scenario that ran holds. */
    public boolean holds() {
        return rows.stream().allMatch(row -> switch (row) {
            case Row.Ran(Scenario scenario, Outcome outcome) -> outcome.holds();
            case Row.Skipped(Scenario scenario, String why) -> true;
            case Row.Broken(Scenario scenario, String why) -> false;
        });
    }

    public String toMarkdown() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| scenario | rounds | events/s offered | decisions | rewards | of these 202 | unanswered | lost | twice"
                        + " | decisions failed | ready again, median ms | backlog, most ms | p99 before, ms | p99 during, ms | |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (Row row : rows) {
            lines.add(cells(row));
        }
        for (Row row : rows) {
            if (row instanceof Row.Ran(Scenario scenario, Outcome outcome)) {
                lines.add("");
                lines.add("**" + scenario.name() + "**: " + scenario.what() + ".");
                outcome.failures().forEach(failure -> lines.add("- NOT AS PROMISED: " + failure));
                outcome.missed().forEach(bar -> lines.add("- over the bar: " + bar));
                outcome.notes().forEach(note -> lines.add("- " + note));
                outcome.complaints().forEach((what, count) -> lines.add("- " + count + " x " + what));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String cells(Row row) {
        String name = row.scenario().name();
        return switch (row) {
            case Row.Ran(Scenario scenario, Outcome o) ->
                String.format(
                        Locale.ROOT,
                        "| %s | %d | %.0f | %d | %d | %d | %d | %d | %d | %d | %s | %s | %s | %s | %s |",
                        name,
                        o.rounds(),
                        o.eventsPerSecond(),
                        o.decisions(),
                        o.rewards(),
                        o.queued(),
                        o.unanswered(),
                        o.lost(),
                        o.twice(),
                        o.failedDecisions(),
                        o.readyAgain().isEmpty() ? "" : Figures.medianMillis(o.readyAgain()),
                        o.backlogApplied().isEmpty() ? "" : Figures.greatestMillis(o.backlogApplied()),
                        millis(o.p99BeforeMillis()),
                        millis(o.p99DuringMillis()),
                        !o.holds() ? "**fails**" : o.missed().isEmpty() ? "holds" : "holds, over a bar");
            case Row.Skipped(Scenario scenario, String why) -> "| " + name + " | skipped: " + brief(why) + " |";
            case Row.Broken(Scenario scenario, String why) -> "| " + name + " | **fails**: " + brief(why) + " |";
        };
    }

    private static String millis(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String brief(String message) {
        String line = message.replace('\n', ' ').replace('|', '/');
        return line.length() > MESSAGE_LENGTH_MAX ? line.substring(0, MESSAGE_LENGTH_MAX) : line;
    }
}
