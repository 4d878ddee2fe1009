package dev.pulley.loadtests.figures;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One thing beside another, turn by turn: each ratio is of two runs that followed on each other, so that what else the machine
 * did meanwhile is in both.
 *
 * @param measured and {@code baseline} one figure for each turn
 * @param isLessBetter whether the bar is a most
 */
public record Ratio(
        String name,
        String unit,
        List<Double> measured,
        List<Double> baseline,
        double required,
        double goal,
        boolean isLessBetter) {
    public Ratio {
        measured = List.copyOf(measured);
        baseline = List.copyOf(baseline);
        if (measured.size() != baseline.size() || measured.isEmpty()) {
            throw new IllegalArgumentException("measured: each turn has one figure of each side");
        }
    }

    /** Of each turn, the least first. */
    private double[] ofTurns() {
        double[] ratios = new double[measured.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = measured.get(i) / baseline.get(i);
        }
        Arrays.sort(ratios);
        return ratios;
    }

    public double least() {
        return ofTurns()[0];
    }

    public double greatest() {
        return ofTurns()[measured.size() - 1];
    }

    public double median() {
        return median(ofTurns());
    }

    static double median(double... sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    static double median(List<Double> figures) {
        return median(figures.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    public boolean holds() {
        return isLessBetter ? median() <= required : median() >= required;
    }

    static String head() {
        return """
                | | unit | measured, median | baseline, median | ratio, median | least | greatest | required | goal | |
                |---|---|---|---|---|---|---|---|---|---|
                """;
    }

    String row() {
        String bar = isLessBetter ? "<= " : ">= ";
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | **%.2f** | %.2f | %.2f | %s%.2f | %s%.2f | %s |%n",
                name,
                unit,
                median(measured),
                median(baseline),
                median(),
                least(),
                greatest(),
                bar,
                required,
                bar,
                goal,
                holds() ? "holds" : "not reached");
    }
}
