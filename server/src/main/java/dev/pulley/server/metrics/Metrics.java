package dev.pulley.server.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * All that is measured. Whoever measures asks once for what it counts with and holds on to it; who asks for the same again
 * gets the same. Labels are known beforehand, never taken from a request. Thread-safe.
 */
public final class Metrics {
    /** More would mean that somebody labels by what callers send. */
    static final int SERIES_MAX = 2_000;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private record Family(String type, String help, Map<String, Series> series) {}

    private final Map<String, Family> families = new LinkedHashMap<>();
    private int seriesCount;

    /**
     * Something that is counted.
     *
     * @param labels name and value by turns
     */
    public Counter counter(String name, String help, String... labels) {
        return (Counter) series(name, "counter", help, Counter::new, labels);
    }

    /**
     * Something that is timed.
     *
     * @param labels name and value by turns
     */
    public Histogram histogram(String name, String help, String... labels) {
        return (Histogram) series(name, "histogram", help, Histogram::new, labels);
    }

    /** A value that is asked for when it is read. */
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        measured(name, "gauge", help, value, labels);
    }

    /** A count that somebody else keeps. */
    public void counted(String name, String help, DoubleSupplier count, String... labels) {
        measured(name, "counter", help, count, labels);
    }

    private void measured(String name, String type, String help, DoubleSupplier value, String... labels) {
        Series asked = (out, sample, text) -> out.sample(sample, text, value.getAsDouble());
        Series kept = series(name, type, help, () -> asked, labels);
        if (!kept.equals(asked)) {
            throw new IllegalArgumentException("name: " + name + " is measured already");
        }
    }

    private synchronized Series series(String name, String type, String help, Supplier<Series> make, String... labels) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name is not one of a metric: " + name);
        }
        Family family = families.computeIfAbsent(name, any -> new Family(type, help, new LinkedHashMap<>()));
        if (!family.type().equals(type)) {
            throw new IllegalArgumentException("name: " + name + " is a " + family.type() + ", not a " + type);
        }
        return family.series().computeIfAbsent(labels(List.of(labels)), any -> {
            if (++seriesCount > SERIES_MAX) {
                throw new IllegalStateException("more than " + SERIES_MAX + " series");
            }
            return make.get();
        });
    }

    static String labels(List<String> labels) {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < labels.size(); i += 2) {
            text.add(ExpositionWriter.label(labels.get(i), labels.get(i + 1)));
        }
        return String.join(",", text);
    }

    /**
     * In Prometheus's text format.
     *
     * @param passing what only who reads now is to see, behind the rest
     */
    public synchronized String text(List<PassingGauge> passing) {
        ExpositionWriter out = new ExpositionWriter();
        families.forEach((name, family) -> {
            out.family(name, family.type(), family.help());
            family.series().forEach((labels, series) -> series.write(out, name, labels));
        });
        passing.forEach(gauge -> gauge.write(out));
        return out.toString();
    }
}
