package dev.pulley.server.app;

import dev.pulley.server.journal.Journal;
import dev.pulley.server.metrics.JavaMetrics;
import dev.pulley.server.metrics.Metrics;
import dev.pulley.server.shipper.Shipper;
import dev.pulley.server.snapshot.Refresher;
import java.time.InstantSource;

/** What is measured of the parts that run, when somebody looks. */
final class Gauges {
    private static final double MILLIS_PER_SECOND = 1_000;

    private Gauges() {}

    static void addTo(Metrics metrics, Journal journal, Shipper shipper, Refresher refresher, InstantSource clock) {
        metrics.gauge(
                "pulley_redis_silent_seconds",
                "For how long Redis has not answered the shipper; 0 while it does",
                () -> shipper.silentSinceMillis() == 0 ? 0 : age(clock, shipper.silentSinceMillis()));
        metrics.gauge(
                "pulley_redis_stuck_partitions",
                "To how many of the 64 partitions nothing can be written, while others can be",
                shipper::stuckPartitions);
        metrics.gauge(
                "pulley_snapshot_age_seconds",
                "How long ago the evidence was last seen to be what is answered from",
                () -> age(clock, refresher.current().asOfMillis()));
        metrics.gauge(
                "pulley_tasks",
                "Tasks of all tenants",
                () -> refresher.current().taskCount());
        metrics.counted("pulley_journal_events_total", "Events that this run of the server journaled", () ->
                (double) journal.last().counter());
        metrics.gauge("pulley_journal_bytes", "Size of the journal", () -> (double) journal.bytes());
        metrics.gauge(
                "pulley_journal_unwritable_seconds",
                "For how long the journal could not be written; 0 while it can",
                () -> journal.unwritableSinceMillis() == 0 ? 0 : age(clock, journal.unwritableSinceMillis()));
        metrics.gauge("pulley_journal_unwritten_decisions", "Decisions that are counted in memory alone", () ->
                (double) journal.unwritten().waiting());
        metrics.gauge("pulley_journal_waiting_events", "Events that are not shipped to Redis yet", () ->
                (double) shipper.backlog());
        JavaMetrics.addTo(metrics);
    }

    private static double age(InstantSource clock, long sinceMillis) {
        return (double) Math.max(0, clock.millis() - sinceMillis) / MILLIS_PER_SECOND;
    }
}
