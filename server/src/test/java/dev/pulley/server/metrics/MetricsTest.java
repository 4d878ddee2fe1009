package dev.pulley.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.testing.PrometheusText;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    private final Metrics metrics = new Metrics();

    private PrometheusText text() {
        return PrometheusText.of(metrics.text(List.of()));
    }

    @Test
    void aCounter_countsUp_andIsOneForTheSameLabels() {
        metrics.counter("a_total", "A", "kind", "x").add(2);
        metrics.counter("a_total", "A", "kind", "x").add(3);
        metrics.counter("a_total", "A", "kind", "y").add(1);
        assertThat(text().value("a_total{kind=\"x\"}")).isEqualTo(5);
        assertThat(text().value("a_total{kind=\"y\"}")).isEqualTo(1);
        assertThat(text().type("a_total")).isEqualTo("counter");
    }

    @Test
    void aHistogram_countsWhatIsNotLongerThanABound() {
        Histogram histogram = metrics.histogram("t_seconds", "T");
        for (long micros : new long[] {0, 100, 101, 200, 201, 1_000_000, 60_000_000}) {
            histogram.observe(TimeUnit.MICROSECONDS.toNanos(micros));
        }
        histogram.observe(100_001);
        assertThat(text().value("t_seconds_bucket{le=\"1.0E-4\"}")).isEqualTo(2);
        assertThat(text().value("t_seconds_bucket{le=\"2.0E-4\"}")).isEqualTo(5);
        assertThat(text().value("t_seconds_bucket{le=\"4.0E-4\"}")).isEqualTo(6);
        assertThat(text().value("t_seconds_bucket{le=\"1.6384\"}")).isEqualTo(7);
        assertThat(text().value("t_seconds_bucket{le=\"13.1072\"}")).isEqualTo(7);
        assertThat(text().value("t_seconds_bucket{le=\"+Inf\"}")).isEqualTo(8);
        assertThat(text().value("t_seconds_count")).isEqualTo(8);
        assertThat(text().value("t_seconds_sum")).isEqualTo(61.000702001);
    }

    @Test
    void aGauge_isAskedWhenItIsRead() {
        double[] value = {1};
        metrics.gauge("g", "with \\ and\na line", () -> value[0]);
        assertThat(text().value("g")).isEqualTo(1);
        value[0] = Double.NaN;
        assertThat(text().value("g")).isNaN();
        value[0] = Double.POSITIVE_INFINITY;
        assertThat(text().value("g")).isInfinite();
    }

    @Test
    void aLabelsValue_mayHaveAnyCharacter() {
        metrics.counter("a_total", "A", "kind", "a\"b\\c\nd}").add(1);
        assertThat(text().value("a_total{kind=\"a\\\"b\\\\c\\nd}\"}")).isEqualTo(1);
    }

    @Test
    void series_areBounded() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= Metrics.SERIES_MAX; i++) {
                        metrics.counter("a_total", "A", "path", "/" + i).add(1);
                    }
                })
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aName_isOneThing() {
        metrics.gauge("g", "G", () -> 1);
        assertThatThrownBy(() -> metrics.counter("g", "G")).hasMessageContaining("gauge");
        assertThatThrownBy(() -> metrics.gauge("g", "G", () -> 2)).hasMessageContaining("already");
        assertThatThrownBy(() -> metrics.counter("a b", "G")).hasMessageContaining("a b");
    }
}
