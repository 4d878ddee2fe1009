package dev.pulley.policies.inference;

import dev.pulley.policies.posterior.Marginal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Values that another program has worked out; a comment on top of each file says which. */
record ReferenceTable(List<Row> rows) {

    static ReferenceTable read(String name) {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ReferenceTable.class.getResourceAsStream(name), name),
                StandardCharsets.UTF_8))) {
            reader.lines().filter(line -> !line.startsWith("#")).forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> header = List.of(lines.get(0).split(",", -1));
        return new ReferenceTable(
                lines.stream().skip(1).map(line -> Row.of(header, line)).toList());
    }

    record Row(String line, Map<String, String> cells) {
        private static Row of(List<String> header, String line) {
            Map<String, String> cells = new HashMap<>();
            String[] values = line.split(",", -1);
            for (int i = 0; i < values.length; i++) {
                cells.put(header.get(i), values[i]);
            }
            return new Row(line, cells);
        }

        String text(String column) {
            return Objects.requireNonNull(cells.get(column), column);
        }

        double number(String column) {
            return Double.parseDouble(text(column));
        }

        double[] numbers(String column) {
            return Arrays.stream(text(column).split(";", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }

        /** Distributions as beta:alpha:beta or student:freedom:location:scale. */
        List<Marginal> marginals(String column) {
            List<Marginal> result = new ArrayList<>();
            for (String curve : text(column).split(";", -1)) {
                String[] parts = curve.split(":", -1);
                double first = Double.parseDouble(parts[1]);
                double second = Double.parseDouble(parts[2]);
                result.add(
                        parts[0].equals("beta")
                                ? Marginal.Beta.of(first, second)
                                : new Marginal.StudentT(first, second, Double.parseDouble(parts[3])));
            }
            return result;
        }
    }
}
