package dev.pulley.simulator.environment;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * A show whose listeners come on some of the {@value #DAYS} days after they found it, and one day for the last time: the
 * synthetic traces of T. McDonald et al., Impatient bandits: optimizing recommendations for the long-term without delay, 2023.
 *
 * <ol>
 *   <li>On day t a listener who has not left comes with the probability p_t = expit(-.5 + .1 g_t - u |sin(pi t / 7)|), where g
 *       is Gaussian with the covariance 1.2 exp(-|i - j| / 8) and u is U(.1, 1).
 *   <li>A listener leaves after so many days as a geometric number less one, whose parameter is Beta(k a, k (1 - a)), with
 *       a = expit(.1 N(0, 1) - .4) and k from U(.7, 1.5).
 * </ol>
 */
public final class Show {
    public static final int DAYS = 59;

    private static final double VARIANCE = 1.2;
    private static final double RANGE_DAYS = 8;

    private final double[] chances;
    private final double leaving;
    private final double staying;

    private Show(double[] chances, double leaving, double staying) {
        this.chances = chances;
        this.leaving = leaving;
        this.staying = staying;
    }

    public static Show draw(UniformRandomProvider random) {
        ZigguratSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
        double leaves = expit(0.1 * normal.sample() - 0.4);
        double size = 0.7 + 0.8 * random.nextDouble();
        double[] rates = new double[DAYS];
        // The covariance falls exponentially, so each day follows from the one before.
        double memory = Math.exp(-1 / RANGE_DAYS);
        double level = 0;
        for (int day = 0; day < DAYS; day++) {
            double fresh = day == 0 ? 1 : Math.sqrt(1 - memory * memory);
            level = memory * level + fresh * Math.sqrt(VARIANCE) * normal.sample();
            rates[day] = -0.5 + 0.1 * level;
        }
        double season = 0.1 + 0.9 * random.nextDouble();
        for (int day = 0; day < DAYS; day++) {
            rates[day] = expit(rates[day] - season * Math.abs(Math.sin(Math.PI * day / 7)));
        }
        return new Show(rates, size * leaves, size * (1 - leaves));
    }

    private static double expit(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** On how many days a listener is expected to come. */
    public double mean() {
        double sum = 0;
        double stillHere = 1;
        for (int day = 0; day < DAYS; day++) {
            stillHere *= (staying + day) / (leaving + staying + day);
            sum += chances[day] * stillHere;
        }
        return sum;
    }

    /** On how many days one listener has come by the end of each of these days, the first being day 1. */
    public double[] listen(UniformRandomProvider random, int... days) {
        double chance = ChengBetaSampler.of(random, leaving, staying).sample();
        double last = Math.log(1 - random.nextDouble()) / Math.log1p(-chance);
        double[] result = new double[days.length];
        double came = 0;
        int next = 0;
        for (int day = 0; day < DAYS && next < days.length; day++) {
            // A geometric number is the logarithm rounded up; the listener is there before one less.
            if (day < Math.ceil(last) - 1 && random.nextDouble() < chances[day]) {
                came++;
            }
            while (next < days.length && day + 1 == days[next]) {
                result[next++] = came;
            }
        }
        return result;
    }
}
