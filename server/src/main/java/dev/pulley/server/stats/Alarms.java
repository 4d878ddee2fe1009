package dev.pulley.server.stats;

import dev.pulley.policies.inference.SampleRatio;
import dev.pulley.server.snapshot.ProxyView;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.VariantStatus;

/**
 * What of a task needs somebody's eyes.
 *
 * @param proxyDrift proxies of which what they say of the outcome has changed
 * @param guardrail variants that a guardrail took out
 * @param sampleRatio 1 where the sample ratio can't be chance
 * @param held 1 where the task is held as it was last seen
 */
public record Alarms(int proxyDrift, int guardrail, int sampleRatio, int held) {
    static final Alarms NONE = new Alarms(0, 0, 0, 0);

    /** So improbable a sample ratio is an alarm. */
    private static final double MISMATCH = 0.001;

    static Alarms of(TaskView view) {
        SampleRatio ratio = SampleRatio.of(view.evidence());
        long drifting = view.proxies().stream().filter(ProxyView::isAlarming).count();
        long tripped = view.variants().stream()
                .filter(variant -> variant.status() == VariantStatus.TRIPPED)
                .count();
        return new Alarms(
                (int) drifting,
                (int) tripped,
                ratio != null && ratio.pValue() < MISMATCH ? 1 : 0,
                view.held() == null ? 0 : 1);
    }

    Alarms plus(Alarms other) {
        return new Alarms(
                proxyDrift + other.proxyDrift,
                guardrail + other.guardrail,
                sampleRatio + other.sampleRatio,
                held + other.held);
    }

    public int total() {
        return proxyDrift + guardrail + sampleRatio + held;
    }
}
