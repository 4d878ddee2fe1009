package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.allocation.Policies;
import dev.pulley.policies.allocation.PolicyInput;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Posterior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How soon a winner is found, and how often wrongly, for several worths of the prior that contests are judged under.
 *
 * <p>Traffic is shared out by top-two, which no verdict changes: so one run serves all worths. Allocations are renewed, and
 * the verdict is looked at, whenever decisions have grown by a hundredth.
 */
@EnabledIfSystemProperty(named = "pulley.long", matches = "true")
class ContestPriorStudyTest {
    private static final OutcomeModel BINARY = new OutcomeModel.Binary(Goal.MAXIMIZE);
    private static final double[] WORTHS = {100, Contest.PRIOR_OUTCOMES, 700};
    private static final double ERROR = 0.1;
    private static final double GROWTH = 1.01;
    private static final int RUNS = 100;
    private static final long SEED = 20261121;

    /**
     * @param limit a run that has no winner by then counts as if it had one then
     * @param best how many arms, of the first, may win
     */
    record Race(String name, List<Double> means, int limit, int best) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Race> races() {
        List<Double> twenty = IntStream.range(0, 20)
                .mapToObj(arm -> arm == 0 ? 0.4 : 0.35 - 0.01 * arm)
                .toList();
        return List.of(
                new Race(".7 .6 .55", List.of(0.7, 0.6, 0.55), 100_000, 1),
                new Race(".1 .08 .05 .05", List.of(0.1, 0.08, 0.05, 0.05), 100_000, 1),
                new Race(".02 .015 .01", List.of(0.02, 0.015, 0.01), 200_000, 1),
                new Race(".95 .93 .9 .9 .9", List.of(0.95, 0.93, 0.9, 0.9, 0.9), 100_000, 1),
                new Race("20 arms: .4 .34 .33 ... .16", twenty, 100_000, 1),
                new Race(".3 .3 .3, so that any winner is wrong", List.of(0.3, 0.3, 0.3), 20_000, 0));
    }

    /**
     * The bound holds for each worth with certainty; a rate that just meets it comes out four standard errors beyond it
     * about one time in 30,000, were the seed not fixed.
     */
    @ParameterizedTest
    @MethodSource("races")
    void winners_areWrongNoMoreOftenThanPromised_whateverTheWorth(Race race, TestReporter reporter) {
        SplittableRandom seeds = new SplittableRandom(SEED);
        List<SplittableRandom> randoms = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            randoms.add(seeds.split());
        }
        List<Run> runs = randoms.parallelStream()
                .map(random -> new Run(race, random).play())
                .toList();
        for (int g = 0; g < WORTHS.length; g++) {
            int worth = g;
            double[] decisions =
                    runs.stream().mapToDouble(run -> run.decisions[worth]).toArray();
            double mean = Arrays.stream(decisions).average().orElseThrow();
            double square =
                    Arrays.stream(decisions).map(n -> (n - mean) * (n - mean)).sum();
            double wrong =
                    runs.stream().filter(run -> run.winners[worth] >= race.best).count() / (double) RUNS;
            long open = runs.stream().filter(run -> run.winners[worth] < 0).count();
            reporter.publishEntry(String.format(
                    Locale.ROOT,
                    "%s | g = %.0f | decisions %.0f (%.0f) | wrong %.3f | open %d",
                    race.name,
                    WORTHS[g],
                    mean,
                    Math.sqrt(square / (RUNS - 1) / RUNS),
                    wrong,
                    open));
            assertThat(wrong).isLessThanOrEqualTo(ERROR + 4 * Math.sqrt(ERROR * (1 - ERROR) / RUNS));
        }
    }

    private static final class Run {
        private final Race race;
        private final SplittableRandom random;
        private final double[] ones;
        private final double[] counts;
        private final int[] winners = new int[WORTHS.length];
        private final double[] decisions = new double[WORTHS.length];

        Run(Race race, SplittableRandom random) {
            this.race = race;
            this.random = random;
            this.ones = new double[race.means.size()];
            this.counts = new double[race.means.size()];
            Arrays.fill(winners, -1);
            Arrays.fill(decisions, race.limit);
        }

        Run play() {
            DrawTable table = table();
            double next = 1;
            for (int n = 1; n <= race.limit; n++) {
                int arm = table.draw(random.nextLong());
                counts[arm]++;
                ones[arm] += random.nextDouble() < race.means.get(arm) ? 1 : 0;
                if (n >= next) {
                    next = Math.max(n + 1.0, n * GROWTH);
                    if (look(n)) {
                        return this;
                    }
                    table = table();
                }
            }
            return this;
        }

        private DrawTable table() {
            List<VariantSummary> variants = new ArrayList<>();
            for (int arm = 0; arm < counts.length; arm++) {
                variants.add(VariantSummary.ofBinary(ones[arm], counts[arm] - ones[arm]));
            }
            return DrawTable.of(
                    Policies.named("top-two").allocate(PolicyInput.of(Posterior.of(BINARY, variants), variants)));
        }

        /** Whether there is a winner by every worth. */
        private boolean look(int n) {
            List<Integer> arms = new ArrayList<>();
            for (int arm = 0; arm < counts.length; arm++) {
                if (counts[arm] == 0) {
                    return false;
                }
                arms.add(arm);
            }
            int leader = Collections.max(arms, Comparator.comparingDouble(this::mean));
            // The hardest contest first, since one that is not won decides.
            arms.sort(Comparator.comparingDouble(arm -> arm == leader ? -1 : distance(leader, arm)));
            boolean all = true;
            for (int g = 0; g < WORTHS.length; g++) {
                if (winners[g] < 0 && isWon(arms, WORTHS[g])) {
                    winners[g] = arms.get(0);
                    decisions[g] = n;
                }
                all &= winners[g] >= 0;
            }
            return all;
        }

        private double mean(int arm) {
            return ones[arm] / counts[arm];
        }

        private double distance(int leader, int arm) {
            double difference = mean(leader) - mean(arm);
            return difference
                    * difference
                    / (mixture(leader, 1).variance() / counts[leader]
                            + mixture(arm, 1).variance() / counts[arm]);
        }

        private boolean isWon(List<Integer> arms, double worth) {
            double threshold = Math.log(arms.size() / ERROR);
            for (int k = 1; k < arms.size(); k++) {
                if (!new Contest(mixture(arms.get(0), worth), mixture(arms.get(k), worth)).isWon(threshold)) {
                    return false;
                }
            }
            return true;
        }

        private BetaMixture mixture(int arm, double worth) {
            return new BetaMixture(ones[arm], counts[arm] - ones[arm], 0, 1, worth);
        }
    }
}
