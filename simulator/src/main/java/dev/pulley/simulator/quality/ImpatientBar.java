package dev.pulley.simulator.quality;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.Policies;
import dev.pulley.policies.allocation.PolicyInput;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.posterior.Learned;
import dev.pulley.policies.posterior.Learner;
import dev.pulley.policies.shaping.Signals;
import dev.pulley.simulator.environment.Show;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * What is worth most is known after 59 days, and how it goes is seen on the way: shows of {@link Show}, of which others have
 * been seen before.
 */
final class ImpatientBar implements Bar {
    private static final OutcomeModel MODEL = new OutcomeModel.Numeric(Goal.MAXIMIZE);
    private static final int TRIALS = 10;
    private static final int DAYS = 180;
    private static final int ACTIONS = 200;
    private static final int EARLIER_SHOWS = 200;
    private static final int EARLIER_LISTENERS = 10_000;

    @Override
    public String letter() {
        return "late-f";
    }

    @Override
    public String setup() {
        return "default policy, N shows whose worth is the activity of 59 days, 200 decisions a day for 180 days, activity by"
                + " the days " + ListenerSums.signalDays()
                + " as proxies, 200 earlier shows of 10,000 listeners each imported,"
                + " 10 trials: best mean less that chosen, on average over all decisions";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Figure> figures = new ArrayList<>();
        figures.add(measure(laboratory, 50, 0.45, 0.36));
        figures.add(measure(laboratory, 200, 0.95, 0.85));
        return figures;
    }

    private static Figure measure(Laboratory laboratory, int shows, double required, double goal) {
        long[] seeds = laboratory.seeds(laboratory.runs(TRIALS));
        List<Double> regrets = laboratory
                .parallel()
                .map(
                        "impatient",
                        seeds.length,
                        trial -> regret(
                                RandomSource.L64_X128_MIX.create(seeds[trial]), shows, laboratory.horizon(DAYS)));
        return Figure.reported(
                        shows + " shows: regret of a decision",
                        new Sample(regrets.stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray()))
                .requiring(Bounds.atMost(required))
                .wishing(Bounds.atMost(goal));
    }

    private static double regret(UniformRandomProvider random, int count, long days) {
        ListenerSums earlier = new ListenerSums(EARLIER_SHOWS);
        for (int k = 0; k < EARLIER_SHOWS; k++) {
            Show show = Show.draw(random);
            for (int i = 0; i < EARLIER_LISTENERS; i++) {
                earlier.add(k, ListenerSums.listen(show, random), Show.DAYS);
            }
        }
        Signals imported = earlier.signals();
        Map<Integer, Double> weights = new HashMap<>();
        for (int proxy = 1; proxy <= ListenerSums.PROXIES; proxy++) {
            weights.put(proxy, 1.0 / ListenerSums.PROXIES);
        }
        List<Show> shows = new ArrayList<>();
        double best = 0;
        for (int k = 0; k < count; k++) {
            shows.add(Show.draw(random));
            best = Math.max(best, shows.get(k).mean());
        }
        List<int[]> chosen = new ArrayList<>();
        List<double[][]> listened = new ArrayList<>();
        double regret = 0;
        for (int day = 0; day < days; day++) {
            ListenerSums sums = new ListenerSums(count);
            for (int before = 0; before < day; before++) {
                for (int i = 0; i < ACTIONS; i++) {
                    sums.add(chosen.get(before)[i], listened.get(before)[i], day - before);
                }
            }
            Learned learned = Learner.learn(MODEL, weights, sums.signals().plus(imported), count);
            Allocation allocation =
                    Policies.named(Policies.DEFAULT).allocate(PolicyInput.of(learned.posterior(), learned.variants()));
            int[] choices = new int[ACTIONS];
            double[][] traces = new double[ACTIONS][];
            for (int i = 0; i < ACTIONS; i++) {
                choices[i] = allocation.at(random.nextDouble());
                traces[i] = ListenerSums.listen(shows.get(choices[i]), random);
                regret += best - shows.get(choices[i]).mean();
            }
            chosen.add(choices);
            listened.add(traces);
        }
        return regret / (days * ACTIONS);
    }
}
