package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.server.task.GuardrailDefinition;
import dev.pulley.server.task.MetricKind;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.task.VariantIdentity.Pardon;
import dev.pulley.server.task.VariantStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GuardrailViewTest {
    private static final int POSITION = 7;
    private static final int DECISIONS = 2_000;
    private static final int RUNS = 200;
    private static final GuardrailDefinition UNSAFE =
            new GuardrailDefinition("unsafe", new MetricKind.Binary(), 0.01, true, 0.95, Duration.ofDays(7));

    private static VariantIdentity variant(int version, @Nullable Pardon pardon) {
        return new VariantIdentity(
                "a",
                1,
                version,
                List.of(new VariantIdentity.Payload(version, "hash", 0)),
                VariantStatus.ACTIVE,
                pardon);
    }

    private static boolean isOver(MetricSums known, @Nullable Pardon pardon) {
        return GuardrailView.of(UNSAFE, POSITION, variant(1, pardon), known).isOver();
    }

    private static MetricSums binary(double count, double ones) {
        return new MetricSums(count, ones, ones);
    }

    /** Of the runs, each looked at after every decision, how many trip the variant. */
    private static int tripped(double rate) {
        SplittableRandom random = new SplittableRandom(20_261_121);
        int tripped = 0;
        for (int run = 0; run < RUNS; run++) {
            int ones = 0;
            boolean isOver = false;
            for (int count = 1; count <= DECISIONS && !isOver; count++) {
                ones += random.nextDouble() < rate ? 1 : 0;
                isOver = isOver(binary(count, ones), null);
            }
            tripped += isOver ? 1 : 0;
        }
        return tripped;
    }

    /** Were the true shares at the bounds, the first would fail in about half of all seeds; they are far from them. */
    @Test
    void aVariantThreeTimesOverItsLimit_isTrippedInTime_andOneAtHalfOfItSeldom() {
        assertThat(tripped(0.03)).isGreaterThanOrEqualTo(RUNS * 95 / 100);
        assertThat(tripped(0.005)).isLessThan(RUNS * 5 / 100);
    }

    @Test
    void withoutValues_nothingIsOver() {
        assertThat(isOver(binary(0, 0), null)).isFalse();
        assertThat(GuardrailView.of(UNSAFE, POSITION, variant(1, null), binary(0, 0))
                        .verdict()
                        .rate())
                .isNull();
    }

    @Test
    void whatIsForgiven_tripsNobodyAgain_andWhatComesAfterDoes() {
        MetricSums known = binary(500, 30);
        assertThat(isOver(known, null)).isTrue();
        Pardon pardon = new Pardon(1, Map.of(POSITION, known));
        assertThat(isOver(known, pardon)).isFalse();
        assertThat(isOver(binary(700, 31), pardon)).isFalse();
        assertThat(isOver(binary(700, 42), pardon)).isTrue();
    }

    @Test
    void aPardon_isOfItsVersionAndItsMetricOnly() {
        MetricSums known = binary(500, 30);
        assertThat(isOver(known, new Pardon(2, Map.of(POSITION, known)))).isTrue();
        assertThat(isOver(known, new Pardon(1, Map.of(POSITION + 1, known)))).isTrue();
    }

    /** Values that are corrected after the pardon make differences that no values have. */
    @Test
    void correctionsOfWhatIsForgiven_doNoHarm() {
        Pardon pardon = new Pardon(1, Map.of(POSITION, binary(500, 30)));
        assertThat(isOver(binary(500, 0), pardon)).isFalse();
        assertThat(isOver(binary(400, 30), pardon)).isFalse();
        assertThat(isOver(binary(510, 0), pardon)).isFalse();
        assertThat(isOver(binary(501, 90), pardon)).as("one value, at most").isFalse();
    }
}
