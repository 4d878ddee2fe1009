package dev.pulley.policies.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ArrivalCurveTest {
    private static final long CLOSING = 10_000;
    private static final DelayBins BINS = new DelayBins(CLOSING);
    private static final int BUCKETS = 100;

    /** What has been reported when the oldest of the buckets, which are evenly spread, has a given age. */
    private static final class Reported {
        private final Ages ages;
        private final double[] reports;
        private final double[] delays;
        private final double[] silent;

        Reported(Ages ages, double[] reports, double[] delays, double[] silent) {
            this.ages = ages;
            this.reports = reports;
            this.delays = delays;
            this.silent = silent;
        }

        ArrivalCurve curve() {
            return ArrivalCurve.of(ages, reports, delays, silent);
        }

        double by(double ageMillis) {
            return curve().by(Ages.of(BINS, List.of(new Ages.Range(ageMillis, ageMillis))), 0);
        }
    }

    /** Delays that are exponential with a mean of 3,000 and end at 10,000, at a success rate that changes half way. */
    private static Reported reported(double oldestMillis, double earlyRate, double lateRate) {
        SplittableRandom random = new SplittableRandom(7);
        List<Ages.Range> ranges = new ArrayList<>();
        double[] reports = new double[BUCKETS];
        double[] silent = new double[BUCKETS];
        double[] delays = new double[DelayBins.COUNT];
        double width = oldestMillis / BUCKETS;
        for (int b = 0; b < BUCKETS; b++) {
            ranges.add(new Ages.Range(b * width, (b + 1) * width));
            for (int i = 0; i < 2_000; i++) {
                double age = (b + random.nextDouble()) * width;
                double delay = -3_000 * Math.log1p(-random.nextDouble() * (1 - Math.exp(-10 / 3.0)));
                boolean success = random.nextDouble() < (b < BUCKETS / 2 ? lateRate : earlyRate);
                if (success && delay <= age) {
                    reports[b]++;
                    delays[BINS.binOf((long) delay)]++;
                } else {
                    silent[b]++;
                }
            }
        }
        return new Reported(Ages.of(BINS, ranges), reports, delays, silent);
    }

    @Test
    void reportsOfDecisionsThatAreYetToCome_byAnotherClock_doNoHarm() {
        Reported ahead = reported(5_000, 0.5, 0.5);
        double[] reports = Arrays.copyOf(ahead.reports, BUCKETS + 1);
        double[] silent = Arrays.copyOf(ahead.silent, BUCKETS + 1);
        reports[BUCKETS] = 40;
        double[] delays = ahead.delays.clone();
        delays[0] += 40;
        List<Ages.Range> ranges = new ArrayList<>();
        for (int b = 0; b < BUCKETS; b++) {
            ranges.add(new Ages.Range(b * 50.0, (b + 1) * 50.0));
        }
        ranges.add(new Ages.Range(0, 0));
        ArrivalCurve curve = ArrivalCurve.of(Ages.of(BINS, ranges), reports, delays, silent);
        for (double probability : new double[] {0.1, 0.5, 0.9}) {
            assertThat(curve.quantileMillis(probability))
                    .isCloseTo(ahead.curve().quantileMillis(probability), within(100.0));
        }
    }

    private static double truth(double age) {
        return age >= CLOSING ? 1 : (1 - Math.exp(-age / 3_000)) / (1 - Math.exp(-10 / 3.0));
    }

    /** About 80,000 reports: the deviation of each share is below .004, so a right estimate fails once in some 10^6 tries. */
    @Test
    void by_ofTruncatedReports_isTheShareThatTheDelaysHave() {
        Reported reported = reported(12_000, 0.5, 0.5);

        for (double age = 250; age <= CLOSING; age += 250) {
            assertThat(reported.by(age)).as("at %s", age).isCloseTo(truth(age), within(0.02));
        }
    }

    /** A rate that trebles must not look as if successes had become quicker. */
    @Test
    void by_whenTheRateMoves_staysTheSame() {
        Reported reported = reported(12_000, 0.2, 0.6);

        for (double age = 250; age <= CLOSING; age += 250) {
            assertThat(reported.by(age)).as("at %s", age).isCloseTo(truth(age), within(0.03));
        }
    }

    /** Delays as in {@link #reported}, but fewer, and evenly over ages that reach beyond the last of them. */
    private static ArrivalCurve ownOfSome(SplittableRandom random, Ages ages, ArrivalCurve truth) {
        double[] reports = new double[BUCKETS];
        double[] delays = new double[DelayBins.COUNT];
        for (int i = 0; i < 2_000; i++) {
            int bucket = random.nextInt(BUCKETS);
            double delay = -3_000 * Math.log1p(-random.nextDouble() * (1 - Math.exp(-10 / 3.0)));
            if (delay <= (bucket + random.nextDouble()) * 120) {
                reports[bucket]++;
                delays[BINS.binOf((long) delay)]++;
            }
        }
        return truth.towards(ages, reports, delays, 5);
    }

    /**
     * Of 1,000 tries the spread is known within 2.2%. It is a little less than it is thought: what decisions say that are in the middle of
     * a bin, which the late ones often are, is counted in part.
     */
    @Test
    void doubtBy_ofAVariantsOwnReports_isHowMuchTheCurveMovesFromTryToTry() {
        SplittableRandom random = new SplittableRandom(8);
        List<Ages.Range> ranges = new ArrayList<>();
        for (int b = 0; b < BUCKETS; b++) {
            ranges.add(new Ages.Range(b * 120.0, (b + 1) * 120.0));
        }
        Ages ages = Ages.of(BINS, ranges);
        double[] shares = new double[DelayBins.COUNT];
        List<Ages.Range> edges = new ArrayList<>();
        for (int bin = 0; bin < shares.length; bin++) {
            edges.add(new Ages.Range(BINS.edgeMillis(bin), BINS.edgeMillis(bin)));
            shares[bin] = truth(BINS.edgeMillis(bin + 1)) - truth(BINS.edgeMillis(bin));
        }
        Ages atEdges = Ages.of(BINS, edges);
        ArrivalCurve truth = ArrivalCurve.of(BINS, shares);
        int tries = 1_000;
        double[] sum = new double[DelayBins.COUNT];
        double[] squares = new double[DelayBins.COUNT];
        double[] doubt = new double[DelayBins.COUNT];
        for (int i = 0; i < tries; i++) {
            ArrivalCurve own = ownOfSome(random, ages, truth);
            for (int edge = 0; edge < sum.length; edge++) {
                sum[edge] += own.by(atEdges, edge) / tries;
                squares[edge] += own.by(atEdges, edge) * own.by(atEdges, edge) / tries;
                doubt[edge] += own.doubtBy(atEdges, edge) / tries;
            }
        }
        for (int edge = 12; edge < 28; edge++) {
            double spread = Math.sqrt(squares[edge] - sum[edge] * sum[edge]);
            assertThat(doubt[edge] / spread).as("edge %s", edge).isBetween(0.95, 1.2);
        }
        assertThat(truth.doubtBy(ages, 20)).isZero();
        assertThat(ownOfSome(random, ages, truth).doubtBy(ages, 90)).isZero();
    }

    @Test
    void by_whenNothingHasClosed_keepsTheRatiosBelowTheOldestAge() {
        Reported reported = reported(5_000, 0.5, 0.5);

        double scale = reported.by(5_000) / truth(5_000);
        for (double age = 250; age <= 5_000; age += 250) {
            assertThat(reported.by(age) / scale).as("at %s", age).isCloseTo(truth(age), within(0.02));
        }
    }

    @Test
    void by_whenNobodyIsSilent_isNearlyAllOfIt() {
        double[] reports = {10, 10};
        double[] delays = new double[DelayBins.COUNT];
        delays[3] = 20;
        Ages ages = Ages.of(BINS, List.of(new Ages.Range(100, 200), new Ages.Range(200, 300)));

        ArrivalCurve curve = ArrivalCurve.of(ages, reports, delays, new double[2]);

        assertThat(curve.by(ages, 1)).isGreaterThan(0.99);
    }

    @Test
    void curve_ofAYoungTask_whoseOutcomesAllCameAtOnce_isShort_thoughNoBucketHasClosed() {
        double[] delays = new double[DelayBins.COUNT];
        delays[0] = 1_106;
        // The server has a bucket for all that is closed, be there any or not.
        Ages ages = Ages.of(BINS, List.of(new Ages.Range(CLOSING, CLOSING), new Ages.Range(1, 6)));

        ArrivalCurve curve = ArrivalCurve.of(ages, new double[] {0, 1_106}, delays, new double[2]);

        assertThat(curve.quantileMillis(0.5)).isLessThan(BINS.edgeMillis(2));
        assertThat(curve.quantileMillis(0.9)).isLessThan(BINS.edgeMillis(2));
        assertThat(curve.by(ages, 0)).isEqualTo(1);
    }

    @Test
    void curve_whenWhatCameCameAtOnce_andNothingSince_isShort_thoughMostAreSilent() {
        double[] delays = new double[DelayBins.COUNT];
        delays[0] = 300;
        Ages ages = Ages.of(BINS, List.of(new Ages.Range(CLOSING, CLOSING), new Ages.Range(100, 300)));

        ArrivalCurve curve = ArrivalCurve.of(ages, new double[] {0, 300}, delays, new double[] {0, 2_000});

        assertThat(curve.quantileMillis(0.9)).isLessThan(BINS.edgeMillis(2));
    }

    @Test
    void curve_whenReportsComeAsFastAsBefore_leavesRoomForMore() {
        Reported reported = reported(1_000, 0.5, 0.5);

        assertThat(reported.by(1_000)).isLessThan(0.6);
    }

    @Test
    void towards_fewReportsOfItsOwn_staysCloseToTheOther() {
        Reported reported = reported(12_000, 0.5, 0.5);
        double[] delays = new double[DelayBins.COUNT];
        delays[DelayBins.COUNT - 1] = 1;
        double[] reports = new double[BUCKETS];
        reports[BUCKETS - 1] = 1;

        ArrivalCurve own = reported.curve().towards(reported.ages, reports, delays, 30);

        assertThat(own.by(reported.ages, 40)).isCloseTo(reported.curve().by(reported.ages, 40), within(1 / 31.0));
        assertThat(own.by(reported.ages, 40)).isLessThan(reported.curve().by(reported.ages, 40));
    }

    @Test
    void quantile_isWhereTheSharesReachIt() {
        double[] shares = new double[DelayBins.COUNT];
        shares[2] = 0.5;
        shares[9] = 0.5;
        ArrivalCurve curve = ArrivalCurve.of(BINS, shares);

        assertThat(curve.quantileMillis(0.25)).isCloseTo((BINS.edgeMillis(2) + BINS.edgeMillis(3)) / 2, within(1e-9));
        assertThat(curve.quantileMillis(0.5)).isCloseTo(BINS.edgeMillis(3), within(1e-9));
        assertThat(curve.quantileMillis(0.75)).isCloseTo((BINS.edgeMillis(9) + BINS.edgeMillis(10)) / 2, within(1e-9));
        assertThatThrownBy(() -> curve.quantileMillis(1)).hasMessageContaining("probability must be");
        Arrays.fill(shares, 0.5);
        assertThatThrownBy(() -> ArrivalCurve.of(BINS, shares)).hasMessageContaining("shares must be");
    }
}
