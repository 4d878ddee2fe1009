package dev.pulley.simulator.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharedPriorFitTest {
    /** Variances come out as differences of squares, which costs some digits when counts are large. */
    private static final double RELATIVE = 1e-8;

    @Test
    void fit_afterAnyHistory_isTheLearnersPosterior() {
        Random random = new Random(7);
        for (int arms : new int[] {1, 2, 10, 50}) {
            SharedPriorFit fit = new SharedPriorFit(arms);
            double[] ones = new double[arms];
            double[] counts = new double[arms];
            for (int step = 0; step < 40; step++) {
                int arm = random.nextInt(arms);
                if (step % 13 == 12) {
                    fit.clear(arm);
                    ones[arm] = 0;
                    counts[arm] = 0;
                } else {
                    int more = step % 3 == 0 ? random.nextInt(300) : 1;
                    int moreOnes = random.nextInt(more + 1);
                    counts[arm] += more;
                    ones[arm] += moreOnes;
                    fit.advance(arm, ones[arm], counts[arm]);
                }
                fit.fit();
                assertSame(fit, ones, counts);
            }
        }
    }

    @Test
    void fit_ofLargeCounts_isTheLearnersPosterior() {
        SharedPriorFit fit = new SharedPriorFit(2);
        double[] ones = {60_000, 0};
        double[] counts = {100_000, 400};
        fit.advance(0, ones[0], counts[0]);
        fit.advance(1, ones[1], counts[1]);
        fit.fit();
        assertSame(fit, ones, counts);
    }

    private static void assertSame(SharedPriorFit fit, double[] ones, double[] counts) {
        List<VariantSummary> summaries = new ArrayList<>();
        for (int arm = 0; arm < ones.length; arm++) {
            summaries.add(VariantSummary.ofBinary(ones[arm], counts[arm] - ones[arm]));
        }
        Posterior posterior = Posterior.of(new OutcomeModel.Binary(Goal.MAXIMIZE), summaries);
        for (int arm = 0; arm < ones.length; arm++) {
            Marginal.Beta expected = (Marginal.Beta) posterior.marginals().get(arm);
            assertThat(fit.alpha(arm)).isCloseTo(expected.alpha(), within(RELATIVE * expected.alpha()));
            assertThat(fit.beta(arm)).isCloseTo(expected.beta(), within(RELATIVE * expected.beta()));
        }
    }
}
