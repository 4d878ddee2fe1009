package dev.pulley.server.snapshot;

/**
 * What is taken over from an earlier task.
 *
 * @param variants how many of its variants, and of their versions, count in the prior; none where it is not there or has no evidence
 * @param outcomes how many outcomes these have
 * @param withProxies whether what its proxies say counts too
 */
public record PriorView(String task, int variants, double outcomes, boolean withProxies) {}
