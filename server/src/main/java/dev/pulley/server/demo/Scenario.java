package dev.pulley.server.demo;

import dev.pulley.server.demo.Signal.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A task, and the truth about its variants, which only the simulated users know.
 *
 * @param question what the terminal says that the task is about
 * @param successesTold the share of successful outcomes that are ever reported; {@code failuresTold} likewise
 */
record Scenario(
        String task,
        String question,
        String outcome,
        double successesTold,
        double failuresTold,
        List<Signal> signals,
        List<Truth> truths) {

    /**
     * @param successRate the variant's true mean outcome
     * @param levels of the scenario's signals, in their order
     */
    record Truth(String variant, double successRate, List<Double> levels) {
        private static Truth of(String variant, double successRate, Double... levels) {
            return new Truth(variant, successRate, List.of(levels));
        }
    }

    /** Users love `friendly`, and their tickets come back: the proxies alone would choose the wrong one. */
    private static final Scenario SUMMARIZE_TICKET = new Scenario(
            "summarize-ticket",
            "which prompt",
            "resolved",
            0.9,
            0.9,
            List.of(
                    new Signal("accepted", Kind.ANSWER, 0.30),
                    new Signal("edit_distance", Kind.FRACTION, -0.20),
                    new Signal("retried", Kind.OCCURRENCE, -0.15)),
            List.of(
                    Truth.of("baseline", 0.46, 0.55, 0.40, 0.18),
                    Truth.of("concise", 0.54, 0.62, 0.33, 0.14),
                    Truth.of("structured", 0.63, 0.66, 0.30, 0.11),
                    Truth.of("friendly", 0.41, 0.78, 0.24, 0.09)));

    private static final Scenario LOOKUP_ORDER = new Scenario(
            "lookup-order",
            "which tool",
            "answered",
            0.95,
            0.95,
            List.of(
                    new Signal("found", Kind.ANSWER, 0.40),
                    new Signal("seconds", Kind.SECONDS, -0.1),
                    new Signal("retried", Kind.OCCURRENCE, -0.20)),
            List.of(
                    Truth.of("orders-api", 0.58, 0.60, 0.35, 0.22),
                    Truth.of("sql", 0.71, 0.74, 1.60, 0.13),
                    Truth.of("semantic-search", 0.64, 0.70, 0.80, 0.17)));

    /** Who is content seldom says so late, who is not often says nothing: silence is part of the answer. */
    private static final Scenario DRAFT_REPLY = new Scenario(
            "draft-reply",
            "which model",
            "solved",
            1.0,
            0.8,
            List.of(
                    new Signal("accepted", Kind.ANSWER, 0.35),
                    new Signal("edit_distance", Kind.FRACTION, -0.25),
                    new Signal("copied", Kind.OCCURRENCE, 0.10)),
            List.of(
                    Truth.of("small", 0.34, 0.48, 0.45, 0.20),
                    Truth.of("small-tuned", 0.43, 0.57, 0.37, 0.26),
                    Truth.of("large", 0.41, 0.58, 0.36, 0.25),
                    Truth.of("large-careful", 0.45, 0.56, 0.35, 0.27),
                    Truth.of("large-with-history", 0.53, 0.66, 0.28, 0.33)));

    static List<Scenario> all() {
        return List.of(SUMMARIZE_TICKET, LOOKUP_ORDER, DRAFT_REPLY);
    }

    /** What the task is put as where it is absent. */
    byte[] definition() {
        String resource = task + ".json";
        try (InputStream stream = Scenario.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the demo's resource " + resource + " is missing");
            }
            return stream.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A variant that somebody added is as good as the average of ours. */
    Truth truth(String variant) {
        return truths.stream()
                .filter(truth -> truth.variant.equals(variant))
                .findFirst()
                .orElseGet(() -> average(variant));
    }

    private Truth average(String variant) {
        List<Double> levels = IntStream.range(0, signals.size())
                .mapToObj(index -> average(truth -> truth.levels.get(index)))
                .toList();
        return new Truth(variant, average(Truth::successRate), levels);
    }

    private double average(ToDoubleFunction<Truth> property) {
        return truths.stream().mapToDouble(property).average().orElseThrow();
    }
}
