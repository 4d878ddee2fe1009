package dev.pulley.simulator.quality;

import dev.pulley.policies.shaping.DriftAlarm;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** How soon an alarm follows when a proxy stops telling what it told, and how often there is one for nothing. */
final class DriftAlarmBar implements Bar {
    private static final double RATE = 0.7;
    private static final double CHANGED = 0.5;
    private static final int STRETCH = 10;
    private static final int BEFORE = 1_000;
    private static final int RUNS = 1_000;
    private static final int QUIET_RUNS = 200;
    private static final int QUIET_OUTCOMES = 20_000;
    private static final int LIMIT = 5_000;

    @Override
    public String letter() {
        return "late-g";
    }

    @Override
    public String setup() {
        return "drift alarm, P(y given x) .7 for 1,000 outcomes, then .5, looked at after every 10 outcomes, 1,000 runs;"
                + " and .7 for ever, 200 runs of 20,000 outcomes";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        long[] seeds = laboratory.seeds(laboratory.runs(RUNS));
        List<Integer> delays =
                laboratory.parallel().map("alarms", seeds.length, run -> alarm(seeds[run], BEFORE, LIMIT));
        Sample delay =
                new Sample(delays.stream().mapToDouble(Integer::doubleValue).toArray());
        int quiet = laboratory.runs(QUIET_RUNS);
        List<Integer> falses = laboratory.parallel().map("quiet", quiet, run -> alarm(~seeds[run], QUIET_OUTCOMES, 0));
        // An alarm before the change is told by a negative number.
        double early = delays.stream().filter(outcomes -> outcomes < 0).count();
        double alarms = early + falses.stream().filter(outcomes -> outcomes < 0).count();
        double watched = (double) BEFORE * seeds.length + (double) QUIET_OUTCOMES * quiet;
        double per = DriftAlarm.OUTCOMES_PER_FALSE_ALARM / watched;
        return List.of(
                Figure.reported("outcomes from the change to the alarm", delay)
                        .requiring(Bounds.atMost(400))
                        .wishing(Bounds.atMost(198)),
                Figure.reported("false alarms in 100,000 outcomes", alarms * per, Math.sqrt(alarms) * per)
                        .requiring(Bounds.atMost(1)));
    }

    /** How many outcomes after the change the alarm came; negative if before, by how many; the limit if by then it had not. */
    private static int alarm(long seed, int before, int limit) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(seed);
        List<DriftAlarm.Stretch> stretches = new ArrayList<>();
        double successes = 0;
        for (int outcomes = STRETCH; outcomes <= before + limit; outcomes += STRETCH) {
            double score = 0;
            for (int i = 0; i < STRETCH; i++) {
                score += random.nextDouble() < (outcomes <= before ? RATE : CHANGED) ? 1 : 0;
            }
            successes += score;
            stretches.add(new DriftAlarm.Stretch(STRETCH, STRETCH, score));
            // With one success and one failure more, so that the variance is never 0.
            double rate = (successes + 1) / (outcomes + 2);
            if (DriftAlarm.isRaised(DriftAlarm.statistic(stretches, rate * (1 - rate), 1))) {
                return outcomes - before;
            }
        }
        return limit;
    }
}
