package dev.pulley.simulator.environment;

import java.util.List;

/**
 * What an environment file says.
 *
 * @param deviation the standard deviation of one reward around its arm's mean; 0 where rewards are binary or recorded
 * @param windowRounds a reward that is delayed by more rounds than this is never learned
 * @param batch rewards reach the policy only after every so many decisions
 * @param isAbsentFailure whether a reward of 0 is never reported, so that its absence has to tell
 * @param proxies what comes earlier than the reward, and says something of it
 */
public record Environment(
        String name,
        Outcome outcome,
        Arms arms,
        double deviation,
        Delay delay,
        long windowRounds,
        Drift drift,
        long batch,
        boolean isAbsentFailure,
        List<Proxy> proxies) {
    public static final int ARMS_LIMIT = 1000;

    /** A window that never closes. */
    public static final long NO_WINDOW = Long.MAX_VALUE;

    public Environment {
        proxies = List.copyOf(proxies);
    }

    /** Without early signals, and with every reward reported. */
    public Environment(
            String name,
            Outcome outcome,
            Arms arms,
            double deviation,
            Delay delay,
            long windowRounds,
            Drift drift,
            long batch) {
        this(name, outcome, arms, deviation, delay, windowRounds, drift, batch, false, List.of());
    }

    /** Binary rewards, known at once, with means drawn anew in every run. */
    public static Environment bernoulli(String name, int arms, MeanDistribution distribution) {
        return bernoulli(name, new Arms.Drawn(arms, distribution));
    }

    /** Binary rewards, known at once. */
    public static Environment bernoulli(String name, Arms arms) {
        return new Environment(name, Outcome.BINARY, arms, 0, new Delay.Fixed(0), NO_WINDOW, new Drift.None(), 1);
    }

    public Environment withDelay(Delay changed) {
        return new Environment(
                name, outcome, arms, deviation, changed, windowRounds, drift, batch, isAbsentFailure, proxies);
    }

    public Environment withWindow(long changedRounds) {
        return new Environment(
                name, outcome, arms, deviation, delay, changedRounds, drift, batch, isAbsentFailure, proxies);
    }

    public Environment withDrift(Drift changed) {
        return new Environment(
                name, outcome, arms, deviation, delay, windowRounds, changed, batch, isAbsentFailure, proxies);
    }

    public Environment withBatch(long changed) {
        return new Environment(
                name, outcome, arms, deviation, delay, windowRounds, drift, changed, isAbsentFailure, proxies);
    }

    public Environment withProxies(List<Proxy> changed) {
        return new Environment(
                name, outcome, arms, deviation, delay, windowRounds, drift, batch, isAbsentFailure, changed);
    }

    /** With rewards of 0 that are never reported. */
    public Environment withAbsentFailures() {
        return new Environment(name, outcome, arms, deviation, delay, windowRounds, drift, batch, true, proxies);
    }
}
