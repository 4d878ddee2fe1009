package dev.pulley.loadtests.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs scenarios, one after the other, each on ground of its own. */
public final class Chaos {
    private final List<String> server;
    private final Consumer<String> told;

    /**
     * A runner.
     *
     * @param server the command that runs the server's jar, its options left out
     * @param told is told what happens
     */
    public Chaos(List<String> server, Consumer<String> told) {
        this.server = List.copyOf(server);
        this.told = told;
    }

    /** Whether there is a scenario of this name. */
    public static boolean has(String scenario) {
        return Scenarios.has(scenario);
    }

    /** The scenarios, for a person to choose from. */
    public static List<String> help() {
        return Scenarios.ALL.stream()
                .map(scenario -> "%-18s %s".formatted(scenario.name(), scenario.what()))
                .toList();
    }

    /** Runs those that the settings name, or all of them; what they showed. */
    public ChaosReport run(Settings settings) {
        List<ChaosReport.Row> rows = new ArrayList<>();
        List<Scenario> chosen = settings.scenarios().isEmpty()
                ? Scenarios.ALL
                : settings.scenarios().stream().map(Scenarios::named).toList();
        for (Scenario scenario : chosen) {
            told.accept(scenario.name() + ": " + scenario.what());
            ChaosReport.Row row = run(scenario, settings);
            told.accept(row.inOneLine());
            rows.add(row);
        }
        return new ChaosReport(rows);
    }

    private ChaosReport.Row run(Scenario scenario, Settings settings) {
        try (Ground ground = Ground.open(server, told)) {
            return new ChaosReport.Row.Ran(scenario, scenario.run(ground, settings));
        } catch (SkippedException e) {
            return new ChaosReport.Row.Skipped(scenario, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new ChaosReport.Row.Broken(scenario, String.valueOf(e.getMessage()));
        }
    }
}
