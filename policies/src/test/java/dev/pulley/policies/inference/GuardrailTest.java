package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.policies.evidence.OutcomeModel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class GuardrailTest {
    private static final OutcomeModel UNSAFE = new OutcomeModel.Binary(Goal.MINIMIZE);
    private static final OutcomeModel SAFE = new OutcomeModel.Binary(Goal.MAXIMIZE);
    private static final OutcomeModel LATENCY = new OutcomeModel.Numeric(Goal.MINIMIZE);
    private static final double TRIP_PROBABILITY = 0.95;
    private static final long SEED = 3_313;
    private static final int RUNS = 400;

    @Test
    void binaryProbability_isTheBetaTail() {
        for (ReferenceTable.Row row :
                ReferenceTable.read("guardrail-binary.csv").rows()) {
            double bad = row.number("bad");
            double count = row.number("count");
            double limit = row.number("limit");
            double probability = row.number("probability");
            assertThat(Guardrail.of(UNSAFE, binary(count, bad), limit).probabilityOver())
                    .as(row.line())
                    .isCloseTo(probability, within(1e-12));
            assertThat(Guardrail.of(SAFE, binary(count, count - bad), 1 - limit).probabilityOver())
                    .as(row.line())
                    .isCloseTo(probability, within(1e-10));
        }
    }

    @Test
    void numericProbability_isTheStudentTail() {
        for (ReferenceTable.Row row :
                ReferenceTable.read("guardrail-number.csv").rows()) {
            double[] values = row.numbers("values");
            double limit = row.number("limit");
            double probability = row.number("probability");
            assertThat(Guardrail.of(LATENCY, sums(values), limit).probabilityOver())
                    .as(row.line())
                    .isCloseTo(probability, within(1e-10));
            double[] negated = Arrays.stream(values).map(value -> -value).toArray();
            assertThat(Guardrail.of(new OutcomeModel.Numeric(Goal.MAXIMIZE), sums(negated), -limit)
                            .probabilityOver())
                    .as(row.line())
                    .isCloseTo(probability, within(1e-10));
        }
    }

    @Test
    void rate_isTheAverage() {
        assertThat(Guardrail.of(UNSAFE, binary(200, 3), 0.01).rate()).isEqualTo(0.015);
        assertThat(Guardrail.of(LATENCY, sums(1, 2, 6), 5).rate()).isEqualTo(3);
        assertThat(Guardrail.of(UNSAFE, binary(0, 0), 0.01).rate()).isNull();
        assertThat(Guardrail.of(LATENCY, sums(), 5).rate()).isNull();
    }

    @Test
    void fewValues_neverTrip() {
        assertThat(Guardrail.of(UNSAFE, binary(1, 1), 0.01).probabilityOver()).isLessThan(TRIP_PROBABILITY);
        assertThat(Guardrail.of(UNSAFE, binary(3, 2), 0.01).probabilityOver()).isLessThan(TRIP_PROBABILITY);
        for (int count = 0; count <= 5; count++) {
            double[] values = new double[count];
            Arrays.fill(values, 1_000);
            assertThat(Guardrail.of(LATENCY, sums(values), 1).probabilityOver())
                    .as("%d values", count)
                    .isLessThan(TRIP_PROBABILITY);
        }
        assertThat(Guardrail.of(LATENCY, sums(7, 7, 7), 7).probabilityOver()).isEqualTo(0.5);
    }

    /**
     * Looked at after each of 2,000 decisions at a limit of 1%. At 3% at least 99.8% of runs trip, so that fewer than 380
     * of 400 do with a probability under 1e-15; at 0.5% at most 1% do, so that 20 do with one under 1e-8.
     */
    @Test
    void harmfulRate_trips_andHarmlessRateSeldom() {
        assertThat(trips(2_000, random -> random.nextDouble() < 0.03 ? 1 : 0, UNSAFE, 0.01))
                .isGreaterThanOrEqualTo(380);
        assertThat(trips(2_000, random -> random.nextDouble() < 0.005 ? 1 : 0, UNSAFE, 0.01))
                .isLessThan(20);
    }

    /** Exponential values: a mean half over the limit trips in 400 values, one a quarter below it seldom does. */
    @Test
    void harmfulMean_trips_andHarmlessMeanSeldom() {
        assertThat(trips(400, random -> -1.5 * Math.log(1 - random.nextDouble()), LATENCY, 1))
                .isGreaterThanOrEqualTo(380);
        assertThat(trips(400, random -> -0.75 * Math.log(1 - random.nextDouble()), LATENCY, 1))
                .isLessThan(20);
    }

    private static int trips(
            int decisions, ToDoubleFunction<SplittableRandom> draw, OutcomeModel metric, double limit) {
        SplittableRandom random = new SplittableRandom(SEED);
        int trips = 0;
        for (int run = 0; run < RUNS; run++) {
            double sum = 0;
            double squares = 0;
            for (int count = 1; count <= decisions; count++) {
                double value = draw.applyAsDouble(random);
                sum += value;
                squares += value * value;
                if (Guardrail.of(metric, new MetricSums(count, sum, squares), limit)
                                .probabilityOver()
                        >= TRIP_PROBABILITY) {
                    trips++;
                    break;
                }
            }
        }
        return trips;
    }

    @Test
    void impossibleArguments_areRefused() {
        for (double limit : new double[] {0, 1, -1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Guardrail.of(UNSAFE, binary(1, 0), limit))
                    .withMessageContaining("limit");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Guardrail.of(LATENCY, sums(1), Double.POSITIVE_INFINITY))
                .withMessageContaining("limit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Guardrail.of(UNSAFE, new MetricSums(1, 2, 4), 0.01))
                .withMessageContaining("sums");
    }

    private static MetricSums binary(double count, double ones) {
        return new MetricSums(count, ones, ones);
    }

    private static MetricSums sums(double... values) {
        return new MetricSums(
                values.length,
                Arrays.stream(values).sum(),
                Arrays.stream(values).map(value -> value * value).sum());
    }
}
