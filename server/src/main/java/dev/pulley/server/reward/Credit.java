package dev.pulley.server.reward;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.MetricKind;
import dev.pulley.server.token.Decision;
import java.time.Duration;
import java.time.Instant;

/** A reward that is fit to be journaled; its stamp comes with that. */
sealed interface Credit {
    RewardRequest request();

    int task();

    Metric metric();

    Duration window();

    Duration closesAfter();

    /** Whether the absence of an outcome is a failure, so that a reward does not say that a decision was shown. */
    boolean absenceFails();

    /** The event that it is when it is journaled, at the time of its stamp. */
    Event event(Reporter reporter, long stamp);

    /** When the value was true, which is never after its stamp. */
    default long atMillis(long stamp) {
        long now = StampClock.millis(stamp);
        Instant at = request().at();
        return at == null ? now : Math.min(now, at.toEpochMilli());
    }

    default boolean isBinary() {
        return metric().kind() instanceof MetricKind.Binary;
    }

    /** On one decision. */
    record OnDecision(
            RewardRequest request,
            Decision decision,
            Metric metric,
            Duration window,
            Duration closesAfter,
            boolean absenceFails)
            implements Credit {
        @Override
        public int task() {
            return decision.task();
        }

        @Override
        public Event event(Reporter reporter, long stamp) {
            long atMillis = atMillis(stamp);
            long decidedMillis = decision.atMillis();
            long closesAtMillis = decidedMillis + closesAfter.toMillis();
            boolean late = atMillis > decidedMillis + window.toMillis() || StampClock.millis(stamp) > closesAtMillis;
            return new RewardGiven(
                    decision,
                    metric.position(),
                    isBinary(),
                    request.value(),
                    Math.max(decidedMillis, atMillis),
                    stamp,
                    closesAtMillis,
                    late,
                    decision.awaitsExposure() && absenceFails,
                    reporter.source());
        }
    }

    /** On those that have a reference, now or later. */
    record ByReference(
            RewardRequest request,
            int tenant,
            int task,
            String reference,
            Metric metric,
            Duration window,
            Duration closesAfter,
            boolean absenceFails)
            implements Credit {
        @Override
        public Event event(Reporter reporter, long stamp) {
            return new RewardByReference(
                    tenant,
                    task,
                    reference,
                    metric.position(),
                    isBinary(),
                    request.value(),
                    atMillis(stamp),
                    stamp,
                    window.toMillis(),
                    closesAfter.toMillis(),
                    absenceFails,
                    reporter.source());
        }
    }
}
