package dev.pulley.server.testing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prometheus's text format 0.0.4, read strictly: every line is a comment of a family or a sample of the family above it, no
 * sample is there twice, and histograms add up.
 */
public final class PrometheusText {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) .*");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)");
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\"";
    private static final Pattern SAMPLE =
            Pattern.compile("(([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{" + LABEL + "(?:," + LABEL + ")*})?) (\\S+)");
    private static final List<String> HISTOGRAM_PARTS = List.of("_bucket", "_sum", "_count");

    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Double> samples = new HashMap<>();

    private PrometheusText() {}

    public static PrometheusText of(String text) {
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no end");
        }
        PrometheusText read = new PrometheusText();
        Set<String> helped = new HashSet<>();
        String family = "";
        for (String line : text.split("\n", -1)) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            if (help.matches()) {
                family = help.group(1);
                if (!helped.add(family)) {
                    throw new AssertionError("a family is there twice: " + line);
                }
            } else if (type.matches()) {
                if (!type.group(1).equals(family) || read.types.put(family, type.group(2)) != null) {
                    throw new AssertionError("a type out of place: " + line);
                }
            } else if (!line.isEmpty()) {
                read.sample(family, line);
            }
        }
        return read;
    }

    private void sample(String family, String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        boolean isHistogram = type(family).equals("histogram");
        String name = sample.group(2);
        boolean isOfFamily = isHistogram
                ? HISTOGRAM_PARTS.stream().anyMatch(part -> name.equals(family + part))
                : name.equals(family);
        if (!isOfFamily || samples.put(sample.group(1), number(sample.group(4))) != null) {
            throw new AssertionError("a sample out of place: " + line);
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    public String type(String family) {
        String type = types.get(family);
        if (type == null) {
            throw new AssertionError("no family " + family + " in " + types.keySet());
        }
        return type;
    }

    /** A sample's value; the sample with its labels, as it is written. */
    public double value(String sample) {
        Double value = samples.get(sample);
        if (value == null) {
            throw new AssertionError("no sample " + sample + " in " + samples.keySet());
        }
        return value;
    }

    /** The sum of all samples of a name. */
    public double sum(String name) {
        return samples.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(name + "{") || entry.getKey().equals(name))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    public Set<String> samples() {
        return samples.keySet();
    }
}
