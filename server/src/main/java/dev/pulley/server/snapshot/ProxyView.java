package dev.pulley.server.snapshot;

import dev.pulley.server.task.ProxyDefinition;

/**
 * What one proxy says of the outcome, by what is known now.
 *
 * @param shapes whether it is one of those that shape the posterior
 * @param weight by how much the outcome is greater where the proxy is greater by one: the task's weight, and as outcomes come, what
 *     these show. 0 where it does not count, since it does not shape or what it says has changed
 * @param correlation with the outcome, within variants; not a number as long as no outcomes show it
 * @param isAlarming whether what it says of the outcome has changed
 */
public record ProxyView(
        ProxyDefinition definition, boolean shapes, double weight, double correlation, boolean isAlarming) {}
