package dev.pulley.policies.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DelayedOutcomesTest {
    private static final DelayBins BINS = new DelayBins(1_000);
    private static final Ages.Range CLOSED = new Ages.Range(1_000, 5_000);

    private static double[] bins(double... counts) {
        double[] result = new double[DelayBins.COUNT];
        System.arraycopy(counts, 0, result, 0, counts.length);
        return result;
    }

    private static ArrivalCurve uniform() {
        double[] shares = new double[DelayBins.COUNT];
        for (int bin = 0; bin < shares.length; bin++) {
            shares[bin] = (BINS.edgeMillis(bin + 1) - BINS.edgeMillis(bin)) / 1_000;
        }
        return ArrivalCurve.of(BINS, shares);
    }

    @Test
    void summaries_whenAllIsClosed_countSilenceAsFailure() {
        DelayedOutcomes outcomes = DelayedOutcomes.of(
                Ages.of(BINS, List.of(CLOSED)),
                List.of(Reports.of(new double[] {50}, new double[] {20}, new double[] {5}, bins(20), bins(5))));

        VariantSummary summary = outcomes.summaries().get(0);

        assertThat(summary.sum()).isCloseTo(20, within(1e-9));
        assertThat(summary.outcomes()).isCloseTo(50, within(1e-9));
        assertThat(outcomes.isLevelKnown()).isTrue();
    }

    @Test
    void summaries_whenEveryOutcomeIsReported_areThoseOfWhatIsReported() {
        SplittableRandom random = new SplittableRandom(11);
        double[] successDelays = new double[DelayBins.COUNT];
        double[] failureDelays = new double[DelayBins.COUNT];
        double[] decisions = new double[21];
        double[] successes = new double[21];
        double[] failures = new double[21];
        List<Ages.Range> ranges = new ArrayList<>(List.of(CLOSED));
        for (int b = 0; b <= 20; b++) {
            double age = b == 0 ? 2_000 : b * 50;
            if (b > 0) {
                ranges.add(new Ages.Range(age, age));
            }
            decisions[b] = 100;
            for (int i = 0; i < 100; i++) {
                long delay = (long) (1_000 * random.nextDouble());
                boolean success = random.nextDouble() < 0.3;
                if (delay <= age) {
                    (success ? successes : failures)[b]++;
                    (success ? successDelays : failureDelays)[BINS.binOf(delay)]++;
                }
            }
        }
        double reportedSuccesses = Reports.sum(successes);
        double reported = reportedSuccesses + Reports.sum(failures);

        VariantSummary summary = DelayedOutcomes.of(
                        Ages.of(BINS, ranges),
                        List.of(Reports.of(decisions, successes, failures, successDelays, failureDelays)))
                .summaries()
                .get(0);

        assertThat(reported).isLessThan(1_500);
        assertThat(summary.sum()).isCloseTo(reportedSuccesses, within(1e-6));
        assertThat(summary.outcomes()).isCloseTo(reported, within(1e-6));
    }

    /** The likelihood is m^10 (1 - m / 2)^90: the mode 0.2, and 10 / m^2 + 22.5 / (1 - m / 2)^2 there. */
    @Test
    void summaries_halfWayThroughTheWindow_haveModeAndCurvatureOfTheLikelihood() {
        Ages half = Ages.of(BINS, List.of(new Ages.Range(500, 500)));
        Reports reports = Reports.of(new double[] {100}, new double[] {10}, new double[1], bins(10), bins());

        VariantSummary summary = DelayedOutcomes.told(half, List.of(reports), uniform())
                .summaries()
                .get(0);

        // With one success and one failure more the point of matching is a little off the mode, so this holds nearly.
        double mode = summary.sum() / summary.outcomes();
        assertThat(mode).isCloseTo(0.2, within(0.002));
        double curvature = summary.outcomes() / (mode * (1 - mode));
        assertThat(curvature).isCloseTo(10 / 0.04 + 22.5 / 0.81, within(10.0));
    }

    @Test
    void summaries_ofYoungDecisions_weighHardlyAnything() {
        Ages young = Ages.of(BINS, List.of(new Ages.Range(1, 1)));
        Reports reports = Reports.of(new double[] {1_000}, new double[1], new double[1], bins(), bins());

        VariantSummary summary = DelayedOutcomes.told(young, List.of(reports), uniform())
                .summaries()
                .get(0);

        assertThat(summary.outcomes()).isLessThan(1.01);
        assertThat(summary.decisions()).isEqualTo(1_000);
    }

    @Test
    void summaries_whenFailuresAreReportedLater_areNotFooledByEarlySuccesses() {
        // Successes are reported at once, failures half a window later, of which nothing is silent in the end.
        List<Ages.Range> ranges = List.of(CLOSED, new Ages.Range(300, 300));
        Reports reports = Reports.of(
                new double[] {1_000, 1_000},
                new double[] {400, 400},
                new double[] {600, 0},
                bins(800),
                bins(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 600));

        VariantSummary summary = DelayedOutcomes.of(Ages.of(BINS, ranges), List.of(reports))
                .summaries()
                .get(0);

        assertThat(summary.sum() / summary.outcomes()).isCloseTo(0.4, within(0.005));
        assertThat(summary.outcomes()).isGreaterThan(1_900);
    }

    /** Of 8,000 decisions a quarter succeed, at once or half way through by now: 5 deviations of the mean are .024, and the tail is not known. */
    @ParameterizedTest
    @CsvSource({"0, 10", "0, 100", "0, 2000", "100, 900", "100, 2000"})
    void summaries_ofKnownDelays_areOfTheRateThatIs_howeverYoungTheTask(double meanMillis, double oldestMillis) {
        SplittableRandom random = new SplittableRandom(3);
        int buckets = 80;
        List<Ages.Range> ranges = new ArrayList<>(List.of(new Ages.Range(1_000, 1_000)));
        double[] decisions = new double[buckets + 1];
        double[] successes = new double[buckets + 1];
        double[] delays = new double[DelayBins.COUNT];
        double width = oldestMillis / buckets;
        for (int b = 0; b < buckets; b++) {
            ranges.add(new Ages.Range(b * width, (b + 1) * width));
            for (int i = 0; i < 100; i++) {
                int place = b * width >= 1_000 ? 0 : b + 1;
                decisions[place]++;
                double delay = -meanMillis * Math.log1p(-random.nextDouble());
                if (random.nextDouble() < 0.25 && delay <= (b + random.nextDouble()) * width) {
                    successes[place]++;
                    delays[BINS.binOf((long) delay)]++;
                }
            }
        }

        VariantSummary summary = DelayedOutcomes.of(
                        Ages.of(BINS, ranges),
                        List.of(Reports.of(decisions, successes, new double[buckets + 1], delays, bins())))
                .summaries()
                .get(0);

        assertThat(summary.sum() / summary.outcomes()).isCloseTo(0.25, within(0.04));
    }

    /**
     * Two variants alike, of which one is heard of twice as late: by what their own first reports say of that, the later one must not
     * seem surely worse. Each try has a decision of each in each of 250 moments; the older half of the windows is yet to come.
     */
    @Test
    void summaries_ofVariantsWithOtherDelays_areAsSureOfWhichIsBetterAsTheyAreRight() {
        SplittableRandom random = new SplittableRandom(12);
        int tries = 400;
        int surelyWorse = 0;
        for (int i = 0; i < tries; i++) {
            List<Reports> variants = List.of(late(random, 125), late(random, 250));
            List<Ages.Range> ranges = new ArrayList<>();
            for (int b = 0; b < 50; b++) {
                ranges.add(new Ages.Range(b * 10, (b + 1) * 10));
            }
            List<VariantSummary> summaries =
                    DelayedOutcomes.of(Ages.of(BINS, ranges), variants).summaries();
            double[] mean = new double[2];
            double variance = 0;
            for (int v = 0; v < 2; v++) {
                double failures = summaries.get(v).outcomes() - summaries.get(v).sum();
                mean[v] = (summaries.get(v).sum() + 1) / (summaries.get(v).outcomes() + 2);
                variance += mean[v] * (1 - mean[v]) / (summaries.get(v).sum() + failures + 3);
            }
            surelyWorse += (mean[0] - mean[1]) / Math.sqrt(variance) > 2 ? 1 : 0;
        }
        assertThat(surelyWorse).isLessThan(tries / 10);
    }

    /** Five decisions in each of 50 buckets of 10 ms, of which .3 succeed, by a mean delay. */
    private static Reports late(SplittableRandom random, double meanMillis) {
        double[] decisions = new double[50];
        double[] successes = new double[50];
        double[] delays = new double[DelayBins.COUNT];
        for (int b = 0; b < 50; b++) {
            decisions[b] = 5;
            for (int i = 0; i < 5; i++) {
                double delay = -meanMillis * Math.log1p(-random.nextDouble() * (1 - Math.exp(-1_000 / meanMillis)));
                if (random.nextDouble() < 0.3 && delay <= (b + random.nextDouble()) * 10) {
                    successes[b]++;
                    delays[BINS.binOf((long) delay)]++;
                }
            }
        }
        return Reports.of(decisions, successes, new double[50], delays, bins());
    }

    /** Traffic that doubles and halves within a group, delays of a quarter of the window. */
    @Test
    void summaries_ofOlderBucketsTakenTogether_areThoseOfEachByItself() {
        SplittableRandom random = new SplittableRandom(14);
        int count = 250;
        double[][] sums = new double[3][count];
        double[] delays = new double[DelayBins.COUNT];
        List<Bucket> buckets = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            buckets.add(new Bucket(4L * b, 4));
            sums[0][b] = random.nextInt(5, 11);
            for (int i = 0; i < sums[0][b]; i++) {
                double delay = -250 * Math.log1p(-random.nextDouble() * (1 - Math.exp(-4)));
                if (random.nextDouble() < 0.3 && delay <= 1_000 - 4 * (b + random.nextDouble())) {
                    sums[1][b]++;
                    delays[BINS.binOf((long) delay)]++;
                }
            }
        }

        List<List<Bucket>> groups = AgeGroups.of(buckets, 1_000);
        VariantSummary together = summary(groups, sums, delays);
        VariantSummary each = summary(buckets.stream().map(List::of).toList(), sums, delays);

        assertThat(groups.size()).isLessThan(110);
        assertThat(together.sum()).isCloseTo(each.sum(), withinPercentage(0.2));
        assertThat(together.outcomes()).isCloseTo(each.outcomes(), withinPercentage(0.5));
    }

    private static VariantSummary summary(List<List<Bucket>> groups, double[][] sums, double[] delays) {
        List<List<Ages.Part>> ages = new ArrayList<>();
        double[][] grouped = new double[3][groups.size()];
        for (int g = 0; g < groups.size(); g++) {
            List<Ages.Part> parts = new ArrayList<>();
            for (Bucket bucket : groups.get(g)) {
                int b = (int) (bucket.startMillis() / bucket.widthMillis());
                parts.add(new Ages.Part(Ages.Range.of(bucket.startMillis(), bucket.endMillis(), 1_000), sums[0][b]));
                for (int i = 0; i < sums.length; i++) {
                    grouped[i][g] += sums[i][b];
                }
            }
            ages.add(parts);
        }
        return DelayedOutcomes.of(
                        Ages.together(BINS, ages),
                        List.of(Reports.of(grouped[0], grouped[1], grouped[2], delays, bins())))
                .summaries()
                .get(0);
    }

    @Test
    void of_reportsOfOtherBuckets_isRefused() {
        Reports reports = Reports.of(new double[2], new double[2], new double[2], bins(), bins());

        assertThatThrownBy(() -> DelayedOutcomes.of(Ages.of(BINS, List.of(CLOSED)), List.of(reports)))
                .hasMessageContaining("reports of 1 buckets");
        assertThatThrownBy(() -> Reports.of(new double[1], new double[] {Double.NaN}, new double[1], bins(), bins()))
                .hasMessageContaining("successes must be finite");
    }

    /** With m = .3 from one success in four closed decisions, drawn to one half by one, and F = .5. */
    @Test
    void readings_ofSuccessesAlone_areWorthWhatTheyStandFor() {
        List<Ages.Range> ranges = List.of(CLOSED, new Ages.Range(500, 500), new Ages.Range(0, 0));
        Reports reports = Reports.of(new double[] {4, 0, 0}, new double[] {1, 0, 0}, new double[3], bins(1), bins());
        DelayedOutcomes outcomes = DelayedOutcomes.told(Ages.of(BINS, ranges), List.of(reports), uniform());

        List<Reading> readings = outcomes.readings();

        assertThat(readings.get(0)).isEqualTo(new Reading(1, 1, 1, 0, 0));
        assertThat(readings.get(2)).isEqualTo(new Reading(0, 0, 0, 0, 0));
        Reading open = readings.get(1);
        assertThat(open.reportWeight()).isCloseTo(0.5 * 0.7 / 0.85, within(1e-9));
        assertThat(open.silenceWeight()).isEqualTo(open.reportWeight());
        assertThat(open.success()).isCloseTo(2, within(1e-9));
        assertThat(open.silence()).isCloseTo(0, within(1e-9));
    }

    /** Whatever the chance of success by a decision's proxies, it is expected to stand for it, to first order around the mean. */
    @Test
    void readings_whenSomeFailuresAreReported_areExpectedToBeTheOutcome() {
        double[] decisions = {1_000, 0};
        DelayedOutcomes outcomes = DelayedOutcomes.of(
                Ages.of(BINS, List.of(CLOSED, new Ages.Range(300, 300))),
                List.of(Reports.of(
                        decisions,
                        new double[] {400, 0},
                        new double[] {300, 0},
                        bins(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 0, 0, 0, 0, 0, 0, 0, 200),
                        bins(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 50, 0, 0, 0, 0, 100, 100))));
        Reading reading = outcomes.readings().get(1);
        double successesBy = 0.5;
        double failuresBy = 0.5 * (100.0 / 300);

        for (double rate : new double[] {0.35, 0.4, 0.45}) {
            double silent = 1 - rate * successesBy - (1 - rate) * failuresBy;
            double expected = rate * successesBy * reading.success()
                    + (1 - rate) * failuresBy * reading.failure()
                    + silent * reading.silence();
            assertThat(expected).isCloseTo(rate, within(0.01));
        }
        assertThat(reading.reportWeight()).isBetween(0.2, 0.5);
    }

    @Test
    void readings_whenEveryOutcomeIsReported_areTheReports() {
        DelayedOutcomes outcomes = DelayedOutcomes.of(
                Ages.of(BINS, List.of(CLOSED, new Ages.Range(300, 300))),
                List.of(Reports.of(
                        new double[] {100, 50},
                        new double[] {30, 10},
                        new double[] {70, 5},
                        bins(20, 20),
                        bins(40, 35))));

        assertThat(outcomes.readings().get(1)).isEqualTo(Reading.REPORTS_ONLY);
    }
}
