package dev.pulley.simulator.contender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.allocation.Policies;
import dev.pulley.policies.allocation.Policy;
import dev.pulley.policies.allocation.PolicyInput;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.simulator.environment.Outcome;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectThompsonTest {
    private static final int DRAWS = 20_000;

    /** The 99.9% quantile of chi-square with 3 degrees of freedom: right code fails one time in a thousand per case. */
    private static final double CHI_SQUARE_LIMIT = 16.27;

    private static final long[][] ALL_YOUNG = {{9, 20}, {11, 22}, {3, 9}, {1, 4}};

    /** The last two are new where another has long led: one is waiting for its first reward. */
    private static final long[][] SOME_NEW = {{75, 125}, {16, 36}, {2, 4}, {0, 0}};

    @ParameterizedTest
    @ValueSource(strings = {"thompson", "thompson-sharp"})
    void choose_fromPosteriors_followsTheExactAllocation(String name) {
        assertFollowsExactAllocation(name, ALL_YOUNG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"thompson", "thompson-sharp"})
    void choose_withNewVariants_followsTheExactAllocation(String name) {
        assertFollowsExactAllocation(name, SOME_NEW);
    }

    private static void assertFollowsExactAllocation(String name, long[][] onesAndCounts) {
        int[] chosen = new int[onesAndCounts.length];
        for (int draw = 0; draw < DRAWS; draw++) {
            // A fresh contender each time, since to choose is to change the count of decisions.
            chosen[taught(name, draw, onesAndCounts).choose()]++;
        }
        Policy policy = Policies.named(name);
        List<VariantSummary> summaries = Arrays.stream(onesAndCounts)
                .map(arm -> new VariantSummary((double) arm[1] + 1, (double) arm[1], (double) arm[0], (double) arm[0]))
                .toList();
        Posterior posterior = Posterior.of(new OutcomeModel.Binary(Goal.MAXIMIZE), summaries);
        double[] shares = policy.allocate(PolicyInput.of(posterior, summaries)).shares();
        double chiSquare = 0;
        for (int arm = 0; arm < shares.length; arm++) {
            double expected = DRAWS * shares[arm];
            chiSquare += (chosen[arm] - expected) * (chosen[arm] - expected) / expected;
        }
        assertThat(chiSquare).isLessThan(CHI_SQUARE_LIMIT);
    }

    /** A contender that has made one decision more for each arm than it has rewards of. */
    private static Contender taught(String name, int seed, long[][] onesAndCounts) {
        DirectThompson contender = name.equals("thompson")
                ? DirectThompson.plain(onesAndCounts.length, RandomSource.SPLIT_MIX_64.create((long) seed))
                : DirectThompson.sharpened(onesAndCounts.length, RandomSource.SPLIT_MIX_64.create((long) seed));
        for (int arm = 0; arm < onesAndCounts.length; arm++) {
            for (int i = 0; i < onesAndCounts[arm][1]; i++) {
                contender.decided(arm);
                contender.learn(0, arm, i < onesAndCounts[arm][0] ? 1 : 0);
            }
            contender.decided(arm);
        }
        return contender;
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "thompson", "thompson-sharp"})
    void create_ofBinaryOutcome_takesTheShortWay(String name) {
        assertThat(Contenders.create(name, Outcome.BINARY, 3, 1)).isInstanceOf(DirectThompson.class);
        assertThat(Contenders.create(name, Outcome.NUMBER, 3, 1)).isInstanceOf(AllocatedContender.class);
    }
}
