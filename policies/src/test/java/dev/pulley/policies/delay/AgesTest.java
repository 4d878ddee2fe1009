package dev.pulley.policies.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AgesTest {
    private static final long CLOSING = 10_000;
    private static final DelayBins BINS = new DelayBins(CLOSING);
    private static final int STEPS = 20_000;

    private final SplittableRandom random = new SplittableRandom(11);

    /** Very narrow and very wide ones, at both ends too, and some that are closed. */
    private List<Ages.Range> ranges() {
        List<Ages.Range> ranges = new ArrayList<>(List.of(
                new Ages.Range(0, 0),
                new Ages.Range(0, 0.2),
                new Ages.Range(0, CLOSING),
                new Ages.Range(9_000, 12_000),
                new Ages.Range(CLOSING, CLOSING),
                new Ages.Range(BINS.edgeMillis(9), BINS.edgeMillis(10)),
                new Ages.Range(2_345.6, 2_345.6)));
        for (int i = 0; i < 50; i++) {
            double youngest = random.nextDouble() * CLOSING;
            ranges.add(new Ages.Range(youngest, youngest + random.nextDouble() * random.nextInt(1, 3_000)));
        }
        return ranges;
    }

    /** The part of a bin that decisions of these ages have passed on average, by going through them. */
    private static double passed(Ages.Range range, int bin) {
        double from = BINS.edgeMillis(bin);
        double width = BINS.edgeMillis(bin + 1) - from;
        return IntStream.range(0, STEPS)
                .mapToDouble(step ->
                        range.youngestMillis() + (range.oldestMillis() - range.youngestMillis()) * (step + 0.5) / STEPS)
                .map(age -> Math.max(0, Math.min(1, (age - from) / width)))
                .average()
                .orElseThrow();
    }

    @Test
    void partsOfBins_areWhatDecisionsOfTheseAgesPassOnAverage() {
        List<Ages.Range> ranges = ranges();
        Ages ages = Ages.of(BINS, ranges);
        double[] weights = random.doubles(ranges.size()).toArray();
        double[] yetToPass = ages.yetToPass(IntStream.range(0, ranges.size()).toArray(), weights);
        for (int bin = 0; bin < DelayBins.COUNT; bin++) {
            double[] share = new double[DelayBins.COUNT];
            share[bin] = 1;
            double expected = 0;
            for (int bucket = 0; bucket < ranges.size(); bucket++) {
                double passed = passed(ranges.get(bucket), bin);
                assertThat(ages.between(ArrivalCurve.below(share), bucket))
                        .as("bin %s of %s", bin, ranges.get(bucket))
                        .isCloseTo(passed, within(1e-4));
                expected += weights[bucket] * (1 - passed);
            }
            assertThat(yetToPass[bin]).as("bin %s", bin).isCloseTo(expected, within(1e-3));
        }
    }

    @Test
    void bucketsTakenTogether_havePassedWhatTheirDecisionsHaveOnAverage() {
        List<Ages.Part> parts = new ArrayList<>();
        double decisions = 0;
        for (Ages.Range range : ranges()) {
            Ages.Part part = new Ages.Part(range, random.nextInt(4));
            parts.add(part);
            decisions += part.decisions();
        }
        Ages.Range alone = new Ages.Range(3_000, 4_000);

        Ages ages = Ages.together(BINS, List.of(parts, List.of(new Ages.Part(alone, 0))));

        for (int bin = 0; bin < DelayBins.COUNT; bin++) {
            double[] share = new double[DelayBins.COUNT];
            share[bin] = 1;
            double expected = 0;
            for (Ages.Part part : parts) {
                expected += part.decisions() / decisions * passed(part.range(), bin);
            }
            assertThat(ages.between(ArrivalCurve.below(share), 0))
                    .as("bin %s", bin)
                    .isCloseTo(expected, within(1e-4));
            assertThat(ages.between(ArrivalCurve.below(share), 1)).isCloseTo(passed(alone, bin), within(1e-4));
        }
    }

    @Test
    void reach_isThatOfTheOldestWhoHaveDecisions() {
        Ages ages = Ages.of(
                BINS, List.of(new Ages.Range(100, 200), new Ages.Range(1_000, 1_500), new Ages.Range(1, 9_000)));
        double[] reach = ages.reach(new double[] {3, 0.5, 0});
        double[] ofOldest = ages.reach(new double[] {0, 1, 0});
        assertThat(reach).containsExactly(ofOldest);
        double passed = 0;
        for (int bin = 0; bin < reach.length; bin++) {
            passed += reach[bin] * (BINS.edgeMillis(bin + 1) - BINS.edgeMillis(bin));
        }
        assertThat(passed).isCloseTo(1_250, within(1e-6));
    }
}
