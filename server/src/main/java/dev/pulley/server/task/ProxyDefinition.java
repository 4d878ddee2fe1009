package dev.pulley.server.task;

import java.time.Duration;

/**
 * An early signal.
 *
 * @param weight how much the outcome is expected to differ for one unit of the proxy, before anything was learned
 */
public record ProxyDefinition(String metric, MetricKind kind, double weight, Duration window, Absence absent) {
    public ProxyDefinition {
        metric = Names.shared(metric);
    }

    ProxyDefinition withWindow(Duration other) {
        return new ProxyDefinition(metric, kind, weight, other, absent);
    }
}
