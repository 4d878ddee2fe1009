package dev.pulley.simulator.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void reached_withinTwoStandardErrorsOfTheBound_isNot() {
        assertThat(Figure.reported("x", 9.7, 0.1).requiring(Bounds.atMost(10)).reached())
                .isTrue();
        assertThat(Figure.reported("x", 9.9, 0.1).requiring(Bounds.atMost(10)).reached())
                .isFalse();
        assertThat(Figure.reported("x", 0.89, 0.01)
                        .requiring(new Bounds(0.88, 0.92))
                        .reached())
                .isFalse();
    }

    @Test
    void refuted_onlyFarBeyondTheBound() {
        Figure near = Figure.reported("x", 10.3, 0.1).requiring(Bounds.atMost(10));
        Figure far = Figure.reported("x", 10.5, 0.1).requiring(Bounds.atMost(10));

        assertThat(near.refuted(4)).isFalse();
        assertThat(far.refuted(4)).isTrue();
    }

    @Test
    void reached_ofNaN_isNot() {
        assertThat(Figure.reported("x", Double.NaN, 0)
                        .requiring(Bounds.atMost(10))
                        .reached())
                .isFalse();
    }

    @Test
    void verdict_tellsRequirementAndGoalApart() {
        Figure figure = Figure.reported("x", 75, 0.5).requiring(Bounds.atMost(82));

        assertThat(figure.verdict()).isEqualTo("reached");
        assertThat(figure.wishing(Bounds.atMost(70)).verdict()).isEqualTo("reached, goal missed");
        assertThat(figure.wishing(Bounds.atMost(80)).verdict()).isEqualTo("reached, goal reached");
        assertThat(Figure.reported("x", 83, 0.5).requiring(Bounds.atMost(82)).verdict())
                .isEqualTo("MISSED");
    }
}
