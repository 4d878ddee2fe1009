package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.posterior.Marginal;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestProbabilityTest {
    @Test
    void equalVariants_areEquallyLikely() {
        for (int size : new int[] {2, 3, 10, 1000}) {
            List<Marginal> gains = Collections.nCopies(size, Marginal.Beta.of(3, 5));
            for (double probability : BestProbability.of(gains)) {
                assertThat(probability).isCloseTo(1.0 / size, within(1e-12));
            }
        }
    }

    @Test
    void betaAgainstUniform_isItsMean() {
        for (double a : new double[] {0.01, 0.5, 1, 7.25, 1e3, 4e6}) {
            for (double b : new double[] {0.01, 0.5, 1, 7.25, 1e3, 4e6}) {
                double[] best = BestProbability.of(List.of(Marginal.Beta.of(a, b), Marginal.Beta.of(1, 1)));
                assertThat(best[0]).isCloseTo(a / (a + b), within(1e-12));
                assertThat(best[0] + best[1]).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Test
    void studentsWithOneLocation_areEvenlyMatched() {
        for (double freedom : new double[] {2, 3, 10, 1e6}) {
            double[] best = BestProbability.of(
                    List.of(new Marginal.StudentT(freedom, 5, 1), new Marginal.StudentT(2, 5, 1000)));
            assertThat(best[0]).isCloseTo(0.5, within(1e-12));
            assertThat(best[1]).isCloseTo(0.5, within(1e-12));
        }
    }

    /** The a-th root of a uniform variable is Beta(a, 1), and of two such the first is greater with probability a / (a + b). */
    @Test
    void rootsOfUniforms_areGreaterInTheRatioOfTheirParameters() {
        for (double a : new double[] {0.001, 0.005, 0.3, 40}) {
            for (double ratio : new double[] {1, 3, 100}) {
                double[] best = BestProbability.of(List.of(Marginal.Beta.of(a, 1), Marginal.Beta.of(ratio * a, 1)));
                assertThat(best[0]).isCloseTo(1 / (1 + ratio), within(1e-12));
                double[] least = BestProbability.of(List.of(Marginal.Beta.of(1, a), Marginal.Beta.of(1, ratio * a)));
                assertThat(least[0]).isCloseTo(ratio / (1 + ratio), within(1e-12));
            }
        }
    }

    /** The narrow one lies wholly within what is left over below the last wide panel. */
    @Test
    void narrowBesideWideOnes_isNeverLeftOut() {
        for (int place = 0; place < 400; place++) {
            double share = 0.4 + 0.0005 * place;
            List<Marginal> gains = List.of(
                    Marginal.Beta.of(600_000 * share, 600_000 * (1 - share)),
                    Marginal.Beta.of(76, 112),
                    Marginal.Beta.of(53, 63),
                    Marginal.Beta.of(23, 36));
            double sum = 0;
            for (double probability : BestProbability.of(gains)) {
                sum += probability;
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }
}
