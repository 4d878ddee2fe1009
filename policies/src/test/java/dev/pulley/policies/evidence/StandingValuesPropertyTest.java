package dev.pulley.policies.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.StandingValues.Arrival;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;

/** Rewards commute: whatever the order in which they come, and however often, the same values and sums are left. */
class StandingValuesPropertyTest {
    private static final int DECISIONS = 4;
    private static final Bucket BUCKET = new Bucket(0, 1_000);

    record Report(int decision, Reward reward) {}

    /** What replaying reports leaves: the values of each decision, and the sums of all. */
    record Replay(List<StandingValues> values, Evidence evidence) {
        static Replay of(List<Report> reports) {
            List<StandingValues> values = new ArrayList<>(Collections.nCopies(DECISIONS, StandingValues.NONE));
            Evidence evidence = Evidence.NONE;
            for (Report report : reports) {
                Credit credit = values.get(report.decision()).credit(decided(report.decision()), report.reward());
                values.set(report.decision(), credit.values());
                evidence = evidence.with(BUCKET, credit.applyTo(evidence.in(BUCKET)));
            }
            return new Replay(values, evidence);
        }
    }

    static Decided decided(int decision) {
        return new Decided(new VariantVersion(decision % 2, 1), decision < 2 ? 0.5 : 0.125);
    }

    @Provide
    Arbitrary<List<Report>> reports() {
        // Whole numbers and powers of two, so that every sum is exact; few times and stamps, so that many collide.
        Arbitrary<@Nullable Double> values =
                Arbitraries.integers().between(-3, 3).map(Integer::doubleValue).injectNull(0.2);
        return Combinators.combine(
                        Arbitraries.integers().between(0, DECISIONS - 1),
                        Arbitraries.of(0, 1, 3, 6, 7, 12),
                        values,
                        Arbitraries.longs().between(0, 4),
                        Arbitraries.longs().between(0, 2),
                        Arbitraries.of(1.0, 1.0, 0.5, 1.0 / 256),
                        Arbitraries.integers().between(0, 2))
                .as((decision, metric, value, at, stamp, trust, source) ->
                        new Report(decision, new Reward(metric, value, at, stamp, trust, source, (int) (7 * stamp))))
                .list()
                .ofMaxSize(40);
    }

    @Property
    void anyOrderAndRepetition_leaveTheSameValuesAndSums(@ForAll("reports") List<Report> reports, @ForAll long seed) {
        List<Report> other = new ArrayList<>(reports);
        other.addAll(reports.subList(0, reports.size() / 2));
        Collections.shuffle(other, new Random(seed));
        assertThat(Replay.of(other)).isEqualTo(Replay.of(reports));
    }

    @Property
    void sums_areThoseOfTheGreatestRewards(@ForAll("reports") List<Report> reports) {
        List<TreeMap<Integer, Reward>> greatest = new ArrayList<>();
        List<Optional<Reward>> first = new ArrayList<>();
        for (int decision = 0; decision < DECISIONS; decision++) {
            int each = decision;
            greatest.add(new TreeMap<>());
            first.add(reports.stream()
                    .filter(report -> report.decision() == each)
                    .map(Report::reward)
                    .filter(reward -> reward.metric() == FeedbackPattern.OUTCOME && reward.value() != null)
                    .min(Comparator.comparingLong(Reward::stamp)));
        }
        for (Report report : reports) {
            greatest.get(report.decision())
                    .merge(
                            report.reward().metric(),
                            report.reward(),
                            (one, other) -> other.standsAgainst(one) ? other : one);
        }
        Evidence expected = Evidence.NONE;
        for (int decision = 0; decision < DECISIONS; decision++) {
            Arrival arrival = first.get(decision)
                    .map(reward -> new Arrival(reward.stamp(), reward.delayBin()))
                    .orElse(null);
            expected =
                    expected.plus(BUCKET, new StandingValues(greatest.get(decision), arrival).sums(decided(decision)));
        }
        assertThat(Replay.of(reports).evidence()).isEqualTo(expected);
    }

    @Example
    void aValue_countsByItsTrust_andACorrectionBySomebodyElseTakesAllOfItBack() {
        Decided decided = decided(0);
        Credit judged = StandingValues.NONE.credit(decided, new Reward(0, 1.0, 5, 5, 0.25, 1, 4));
        BucketEvidence sums = judged.applyTo(BucketEvidence.NONE);
        Cell cell = cellOf(sums);
        assertThat(cell.toArray()).containsExactly(1, 0.25, 0.25, 0.25, 0.0625, 0.5, 0.5, 0.25, 0.25, 0.25);
        assertThat(sums.sources()).isEqualTo(Map.of(new SourceMetric(1, 0), new MetricSums(1, 1, 1)));
        assertThat(arrivalsOf(sums)).isEqualTo(Arrivals.of(4, 1, 1));
        Credit corrected = judged.values().credit(decided, new Reward(0, 0.0, 9, 9, 1, 2, 6));
        assertThat(corrected.effect()).isEqualTo(Credit.Effect.CORRECTED);
        BucketEvidence after = corrected.applyTo(sums);
        assertThat(cellOf(after).toArray()).containsExactly(1, 1, 0, 0, 1, 2, 0, 4, 0, 0);
        assertThat(after.sources()).isEqualTo(Map.of(new SourceMetric(2, 0), new MetricSums(1, 0, 0)));
        assertThat(arrivalsOf(after)).as("known since the first report").isEqualTo(Arrivals.of(4, 1, 0));
        Credit confirmed = judged.values().credit(decided, new Reward(0, 1.0, 9, 9, 1, 2, 6));
        assertThat(confirmed.effect()).as("it counts for more now").isEqualTo(Credit.Effect.CORRECTED);
        assertThat(cellOf(confirmed.applyTo(sums)).count()).isEqualTo(1);
    }

    @Example
    void aReportThatComesLateByItself_butWasFirst_movesTheArrival() {
        Decided decided = decided(0);
        Credit newer = StandingValues.NONE.credit(decided, new Reward(0, 1.0, 9, 9, 1, 0, 6));
        Credit older = newer.values().credit(decided, new Reward(0, 0.0, 5, 5, 1, 0, 4));
        assertThat(older.effect()).isEqualTo(Credit.Effect.REPEATED);
        assertThat(arrivalsOf(older.applyTo(newer.applyTo(BucketEvidence.NONE))))
                .isEqualTo(Arrivals.of(4, 1, 1));
    }

    @Example
    void proxiesWithoutAnOutcome_haveProducts_andCountByTheLeastTrust() {
        Decided decided = decided(0);
        Credit first = StandingValues.NONE.credit(decided, new Reward(1, 3.0, 5, 5, 1, 0, 0));
        Credit both = first.values().credit(decided, new Reward(4, 2.0, 5, 5, 0.5, 0, 0));
        BucketEvidence sums = both.applyTo(first.applyTo(BucketEvidence.NONE));
        FeedbackPattern pattern = FeedbackPattern.NONE.with(1).with(4);
        Products products = sums.products().getOrDefault(pattern, Products.of(pattern, 0, 0, 0, 0));
        assertThat(products.toArray()).containsExactly(1, 4.5, 3, 2);
        assertThat(products.sum(1, 1)).isEqualTo(4.5);
        assertThat(products.sum(4, 1)).isEqualTo(3);
        assertThat(products.sum(4, 4)).isEqualTo(2);
        assertThat(arrivalsOf(sums).isEmpty()).isTrue();
    }

    private static VariantEvidence only(BucketEvidence sums) {
        return sums.variants().values().stream().findFirst().orElseThrow();
    }

    private static Cell cellOf(BucketEvidence sums) {
        return only(sums).cells().values().stream().findFirst().orElseThrow();
    }

    private static Arrivals arrivalsOf(BucketEvidence sums) {
        return only(sums).arrivals();
    }

    @Property
    void retractingEverything_leavesNothing(@ForAll("reports") List<Report> reports) {
        List<Report> all = new ArrayList<>(reports);
        for (Report report : reports) {
            all.add(new Report(report.decision(), new Reward(report.reward().metric(), null, 9, 9)));
        }
        assertThat(Replay.of(all).evidence()).isEqualTo(Evidence.NONE);
    }

    @Property
    void retractingRealNumbers_restoresToRounding(
            @ForAll("reals") List<Double> kept, @ForAll("reals") List<Double> retracted) {
        Decided decided = new Decided(new VariantVersion(0, 0), 0.3);
        BucketEvidence before = BucketEvidence.NONE;
        for (double value : kept) {
            before = StandingValues.NONE.credit(decided, reward(value, 1)).applyTo(before);
        }
        BucketEvidence after = before;
        List<StandingValues> standing = new ArrayList<>();
        for (double value : retracted) {
            Credit credit = StandingValues.NONE.credit(decided, reward(value, 1));
            standing.add(credit.values());
            after = credit.applyTo(after);
        }
        for (StandingValues values : standing) {
            after = values.credit(decided, reward(null, 2)).applyTo(after);
        }
        assertClose(after, before, kept, retracted);
    }

    @Property
    void retractingLargeNumbers_leavesSumsThatAreASummary(
            @ForAll("reals") List<Double> kept, @ForAll("large") List<Double> retracted) {
        Decided decided = new Decided(new VariantVersion(0, 0), 0.3);
        BucketEvidence sums = BucketEvidence.NONE;
        List<StandingValues> standing = new ArrayList<>();
        for (double value : retracted) {
            Credit credit = StandingValues.NONE.credit(decided, reward(value, 1));
            standing.add(credit.values());
            sums = credit.applyTo(sums);
        }
        for (double value : kept) {
            sums = StandingValues.NONE.credit(decided, reward(value, 1)).applyTo(sums);
        }
        for (StandingValues values : standing) {
            sums = values.credit(decided, reward(null, 2)).applyTo(sums);
        }
        VariantSummary summary =
                Evidence.NONE.with(BUCKET, sums).summaries().getOrDefault(decided.variant(), VariantSummary.NONE);
        assertThat(summary.outcomes()).isEqualTo(kept.size());
    }

    @Provide
    Arbitrary<List<Double>> large() {
        return Arbitraries.doubles().between(-1e15, 1e15).list().ofMinSize(1).ofMaxSize(5);
    }

    private static void assertClose(
            BucketEvidence after, BucketEvidence before, List<Double> kept, List<Double> retracted) {
        double scale = 0;
        for (double value : kept) {
            scale += Math.abs(value) + value * value;
        }
        for (double value : retracted) {
            scale += Math.abs(value) + value * value;
        }
        assertThat(after.variants().keySet()).isEqualTo(before.variants().keySet());
        for (Map.Entry<VariantVersion, VariantEvidence> entry :
                before.variants().entrySet()) {
            VariantEvidence left = after.variants().getOrDefault(entry.getKey(), entry.getValue());
            double[] actual = left.cells()
                    .getOrDefault(FeedbackPattern.OUTCOME_ONLY, Cell.of(FeedbackPattern.OUTCOME_ONLY, new double[10]))
                    .toArray();
            double[] expected = entry.getValue()
                    .cells()
                    .getOrDefault(FeedbackPattern.OUTCOME_ONLY, Cell.of(FeedbackPattern.OUTCOME_ONLY, new double[10]))
                    .toArray();
            assertThat(actual).containsExactly(expected, Offset.offset(1e-9 * (1 + 12 * scale)));
        }
    }

    @Provide
    Arbitrary<List<Double>> reals() {
        return Arbitraries.doubles().between(-10, 10).list().ofMaxSize(30);
    }

    private static Reward reward(@Nullable Double value, long at) {
        return new Reward(0, value, at, 0);
    }
}
