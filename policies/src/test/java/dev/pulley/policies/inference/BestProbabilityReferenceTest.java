package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.posterior.Marginal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against probabilities to 40 digits, which src/test/reference/best_probability.py made. */
class BestProbabilityReferenceTest {
    private static final String RESOURCE = "best_probability.csv";
    private static final int HEADER_LINES = 2;
    private static final double PRECISION = 1e-12;

    record Case(String name, List<Marginal> gains, List<Double> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> references() {
        Map<String, Case> cases = new LinkedHashMap<>();
        lines().stream().skip(HEADER_LINES).forEach(line -> {
            String[] fields = line.split(",", -1);
            String name = fields[0] + ", " + fields[1];
            Case one = cases.computeIfAbsent(name, key -> new Case(key, new ArrayList<>(), new ArrayList<>()));
            Marginal marginal = marginal(fields);
            int copies = Integer.parseInt(fields[2]);
            one.gains()
                    .addAll(Collections.nCopies(copies, fields[1].equals("maximize") ? marginal : marginal.negated()));
            one.expected().addAll(Collections.nCopies(copies, Double.valueOf(fields[7])));
        });
        return cases.values().stream();
    }

    private static Marginal marginal(String[] fields) {
        double first = Double.parseDouble(fields[4]);
        double second = Double.parseDouble(fields[5]);
        return fields[3].equals("beta")
                ? Marginal.Beta.of(first, second)
                : new Marginal.StudentT(first, second, Double.parseDouble(fields[6]));
    }

    private static List<String> lines() {
        try (InputStream stream =
                Objects.requireNonNull(BestProbabilityReferenceTest.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("references")
    void probabilities_agreeWithFortyDigits(Case reference) {
        double[] best = BestProbability.of(reference.gains());
        double greatestError = 0;
        double sum = 0;
        for (int k = 0; k < best.length; k++) {
            greatestError = Math.max(
                    greatestError, Math.abs(best[k] - reference.expected().get(k)));
            sum += best[k];
        }
        assertThat(greatestError).as("greatest error").isLessThanOrEqualTo(PRECISION);
        assertThat(sum).isCloseTo(1, within(1e-12));
    }
}
