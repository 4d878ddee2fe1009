package dev.pulley.server.stats;

import dev.pulley.policies.posterior.Marginal;
import dev.pulley.server.snapshot.TaskView;
import java.util.LinkedHashMap;
import java.util.Map;

/** The shape of what is believed of each variant's mean outcome, to be drawn. Pure. */
final class Densities {
    private static final int POINTS = 96;
    /** What is left out at each end, where nothing can be seen. */
    private static final double TAIL = 0.0005;

    private Densities() {}

    static Map<String, TaskDensity> of(TaskView view) {
        Map<String, TaskDensity> densities = new LinkedHashMap<>();
        view.variants().forEach(variant -> densities.put(variant.definition().name(), of(variant.belief())));
        return densities;
    }

    private static TaskDensity of(Marginal belief) {
        double from = belief.quantile(TAIL);
        double to = belief.quantile(1 - TAIL);
        double[] heights = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            heights[i] = belief.density(from + (to - from) * i / (POINTS - 1));
        }
        return new TaskDensity(from, to, heights);
    }
}
