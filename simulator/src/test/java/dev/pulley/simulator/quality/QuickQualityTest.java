package dev.pulley.simulator.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.simulator.experiment.Parallel;
import dev.pulley.simulator.experiment.Progress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuickQualityTest {
    /**
     * A right learner is refuted only if a figure that just meets its bound comes out four standard errors beyond it: about
     * one time in 30,000 for each figure, were its seed not fixed.
     */
    private static final double STANDARD_ERRORS = 4;

    /** Some are long even in their small version, so the ordinary build leaves these out. */
    private static final Set<String> LONG = Set.of("h", "i", "late-a", "late-b", "late-d", "late-e", "late-h");

    static List<Bar> bars() {
        return Quality.BARS.stream()
                .filter(bar -> Boolean.getBoolean("pulley.long") || !LONG.contains(bar.letter()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("bars")
    void measure_ofSmallVersion_refutesNoBar(Bar bar) {
        int threads = Runtime.getRuntime().availableProcessors();
        Laboratory laboratory =
                new Laboratory(new Parallel(threads, Progress.silent()), Quality.SEED, Quality.QUICK_PART);

        List<Figure> figures = bar.measure(laboratory);

        assertThat(figures).isNotEmpty();
        assertThat(figures).allSatisfy(figure -> assertThat(figure.value()).isFinite());
        assertThat(figures).noneMatch(figure -> figure.refuted(STANDARD_ERRORS));
    }
}
