package dev.pulley.server.reward;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.MetricKind;
import dev.pulley.server.task.Task;
import dev.pulley.server.token.Decision;
import java.time.Duration;
import java.time.Instant;

/** A reward that is fit to be journaled; its stamp comes with that. */
sealed interface Credit {
    int task();

    /** The event that it is when it is journaled, at the time of its stamp. */
    Event event(Reporter reporter, long stamp);

    /**
     * What a request says, and what its task makes of it.
     *
     * @param window how long after a decision a value counts
     * @param absenceFails whether the absence of an outcome is a failure, so that a reward does not say that a decision was shown
     */
    record Terms(RewardRequest request, Metric metric, Duration window, boolean absenceFails) {
        /** When the value was true, which is never after its stamp. */
        long atMillis(long stamp) {
            long now = StampClock.millis(stamp);
            Instant at = request.at();
            return at == null ? now : Math.min(now, at.toEpochMilli());
        }

        boolean isBinary() {
            return metric.kind() instanceof MetricKind.Binary;
        }
    }

    /** On one decision. */
    record OnDecision(Terms terms, Decision decision, Task.OpenTime open) implements Credit {
        @Override
        public int task() {
            return decision.task();
        }

        @Override
        public Event event(Reporter reporter, long stamp) {
            long atMillis = terms.atMillis(stamp);
            long decidedMillis = decision.atMillis();
            boolean late = atMillis > decidedMillis + terms.window().toMillis()
                    || StampClock.millis(stamp) > decidedMillis + open.closesAfterMillis();
            return new RewardGiven(
                    decision,
                    terms.metric().position(),
                    terms.isBinary(),
                    terms.request().value(),
                    Math.max(decidedMillis, atMillis),
                    stamp,
                    decidedMillis + open.keptMillis(),
                    late,
                    decision.awaitsExposure() && terms.absenceFails(),
                    reporter.source());
        }
    }

    /**
     * On those that have a reference, now or later.
     *
     * @param closesAfterMillis how long after such a decision the last reward may come in, if it is made now
     */
    record ByReference(Terms terms, int tenant, int task, String reference, long closesAfterMillis) implements Credit {
        @Override
        public Event event(Reporter reporter, long stamp) {
            return new RewardByReference(
                    tenant,
                    task,
                    reference,
                    terms.metric().position(),
                    terms.isBinary(),
                    terms.request().value(),
                    terms.atMillis(stamp),
                    stamp,
                    terms.window().toMillis(),
                    closesAfterMillis,
                    terms.absenceFails(),
                    reporter.source());
        }
    }
}
