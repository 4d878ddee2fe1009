package dev.pulley.simulator.environment;

import java.util.List;

/**
 * An early signal that is 0 or 1. Within an arm, an outcome is expected to be greater by the slope where the signal is 1
 * than where it is 0, whatever the arm's mean; how often it is 1 on an arm is another matter, and may be true or not.
 *
 * @param weight what the task takes the slope to be
 * @param levels how often it is 1, by arm
 * @param missing the part of decisions of which it is never reported
 * @param change what becomes of levels and slope; none unless the round is within the run
 */
public record Proxy(
        String name, double weight, List<Double> levels, double slope, Delay delay, double missing, Change change) {
    /** Levels and slope from a round on. */
    public record Change(long round, List<Double> levels, double slope) {
        public static final Change NEVER = new Change(Long.MAX_VALUE, List.of(), 0);

        public Change {
            levels = List.copyOf(levels);
        }
    }

    public Proxy {
        levels = List.copyOf(levels);
    }

    double level(long round, int arm) {
        return round < change.round() ? levels.get(arm) : change.levels().get(arm);
    }

    double slope(long round) {
        return round < change.round() ? slope : change.slope();
    }
}
