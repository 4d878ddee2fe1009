package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Posterior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against the whole average over the hyperprior, which src/test/reference/best_probability_shared.py made. */
class SharedBestProbabilityTest {
    /** Priors that are unlikely beside the likeliest are left out, which costs about this much. */
    private static final double PRECISION = 0.01;

    private static Map<String, List<ReferenceTable.Row>> references() {
        Map<String, List<ReferenceTable.Row>> cases = new LinkedHashMap<>();
        ReferenceTable.read("best_probability_shared.csv")
                .rows()
                .forEach(row -> cases.computeIfAbsent(row.text("case"), name -> new ArrayList<>())
                        .add(row));
        return cases;
    }

    private static Posterior posterior(List<ReferenceTable.Row> rows, Goal goal) {
        return Posterior.of(
                new OutcomeModel.Binary(goal),
                rows.stream()
                        .map(row -> goal == Goal.MAXIMIZE
                                ? VariantSummary.ofBinary(row.number("successes"), row.number("failures"))
                                : VariantSummary.ofBinary(row.number("failures"), row.number("successes")))
                        .toList());
    }

    @Test
    void probabilities_agreeWithTheWholeAverage() {
        references().forEach((name, rows) -> {
            for (Goal goal : Goal.values()) {
                double[] best = BestProbability.of(posterior(rows, goal));
                assertThat(Arrays.stream(best).sum()).as(name).isCloseTo(1, within(1e-12));
                for (int k = 0; k < best.length; k++) {
                    assertThat(best[k])
                            .as("%s, %s: %s", name, goal, rows.get(k))
                            .isCloseTo(rows.get(k).number("probability"), within(PRECISION));
                }
            }
        });
    }

    @Test
    void probabilities_whereVariantsTellOfEachOther_areNotThoseOfIndependentMarginals() {
        Posterior posterior = posterior(Objects.requireNonNull(references().get("a leader")), Goal.MAXIMIZE);
        assertThat(BestProbability.of(posterior)[0])
                .isGreaterThan(BestProbability.of(posterior.gains())[0] + 2 * PRECISION);
    }
}
