package dev.pulley.policies.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against posteriors to 20 digits, which src/test/reference/shared_beta_prior.py made. */
class SharedBetaPriorTest {
    private static final double PRECISION = 1e-11;
    private static final int HEADER_LINES = 2;

    private record Row(double successes, double failures, double alpha, double beta) {}

    private static Map<String, List<Row>> references() throws IOException {
        Map<String, List<Row>> cases = new LinkedHashMap<>();
        try (InputStream stream = Objects.requireNonNull(
                SharedBetaPriorTest.class.getResourceAsStream("shared-beta-prior.csv"), "shared-beta-prior.csv")) {
            new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(HEADER_LINES)
                    .map(line -> line.split(",", -1))
                    .forEach(cells -> cases.computeIfAbsent(cells[0], name -> new ArrayList<>())
                            .add(new Row(
                                    Double.parseDouble(cells[1]),
                                    Double.parseDouble(cells[2]),
                                    Double.parseDouble(cells[3]),
                                    Double.parseDouble(cells[4]))));
        }
        return cases;
    }

    @Test
    void posteriors_agreeWithTwentyDigits() throws IOException {
        Map<String, List<Row>> references = references();
        assertThat(references).hasSizeGreaterThan(5);
        references.forEach((name, rows) -> {
            List<double[]> counts = rows.stream()
                    .map(row -> new double[] {row.successes, row.failures})
                    .toList();
            double[] posteriors = SharedBetaPrior.learnedFrom(counts).posteriors();
            for (int k = 0; k < rows.size(); k++) {
                Row row = rows.get(k);
                assertThat(posteriors[2 * k])
                        .as("%s: alpha of %s", name, row)
                        .isCloseTo(row.alpha, withinPercentage(100 * PRECISION));
                assertThat(posteriors[2 * k + 1])
                        .as("%s: beta of %s", name, row)
                        .isCloseTo(row.beta, withinPercentage(100 * PRECISION));
            }
        });
    }

    @Test
    void posteriors_ofFadedEvidence_areTaughtByWhatVariantsWereLike() {
        List<double[]> left = List.of(new double[] {90, 10}, new double[] {0.02, 0.08}, new double[] {0.03, 0.07});

        double[] taughtByWhatIsLeft = SharedBetaPrior.learnedFrom(left).posteriors();
        double[] taughtByAll =
                SharedBetaPrior.learnedFromFaded(left, 100, 100, 100).posteriors();

        // Of what is left, all but nothing is of the best; the others were known to be far from it.
        assertThat(taughtByWhatIsLeft[2] / (taughtByWhatIsLeft[2] + taughtByWhatIsLeft[3]))
                .isGreaterThan(0.6);
        assertThat(taughtByAll[2] / (taughtByAll[2] + taughtByAll[3])).isBetween(0.4, 0.55);
    }

    @Test
    void posteriors_ofEvidenceThatHasNotFaded_areThoseOfEvidenceThatLasts() {
        List<double[]> counts = List.of(new double[] {20, 10}, new double[] {1, 3}, new double[] {0, 0});

        assertThat(SharedBetaPrior.learnedFromFaded(counts, 30, 4, 0).posteriors())
                .containsExactly(SharedBetaPrior.learnedFrom(counts).posteriors());
    }
}
