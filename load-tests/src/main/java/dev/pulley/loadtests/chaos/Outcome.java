package dev.pulley.loadtests.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a scenario showed.
 *
 * @param rounds how often something was broken
 * @param lost acknowledged and not there
 * @param twice there and nobody was told of it
 * @param failedDecisions decisions that no server would make while something was broken or after
 * @param readyAgain how long each start after a kill took
 * @param backlogApplied how long after each return of Redis all was in that had been acknowledged until then
 * @param p99BeforeMillis of deciding; NaN where it was not measured
 * @param failures what is not as it was promised; empty where all is
 * @param missed bars of time or size that were missed, which a busy machine alone may do
 * @param notes what else is worth knowing
 * @param complaints what servers said that they should not have, and how often
 */
record Outcome(
        String scenario,
        int rounds,
        double eventsPerSecond,
        long decisions,
        long rewards,
        long queued,
        long unanswered,
        long lost,
        long twice,
        long failedDecisions,
        List<Duration> readyAgain,
        List<Duration> backlogApplied,
        double p99BeforeMillis,
        double p99DuringMillis,
        List<String> failures,
        List<String> missed,
        List<String> notes,
        Map<String, Long> complaints) {
    Outcome {
        readyAgain = List.copyOf(readyAgain);
        backlogApplied = List.copyOf(backlogApplied);
        failures = List.copyOf(failures);
        missed = List.copyOf(missed);
        notes = List.copyOf(notes);
        complaints = Map.copyOf(complaints);
    }

    /** Of a scenario without a load of its own. */
    static Outcome of(String scenario, int rounds, List<String> failures, List<String> notes) {
        return new Outcome(
                scenario,
                rounds,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                Double.NaN,
                Double.NaN,
                failures,
                List.of(),
                notes,
                Map.of());
    }

    boolean holds() {
        return failures.isEmpty();
    }

    /** With something that is not as it was promised. */
    Outcome withFailure(String failure) {
        List<String> more = new ArrayList<>(failures);
        more.add(failure);
        return with(more, missed, notes);
    }

    /** With a bar that was measured, which is noted either way. */
    Outcome withBar(boolean isMet, String bar) {
        List<String> more = new ArrayList<>(isMet ? notes : missed);
        more.add(bar);
        return isMet ? with(failures, missed, more) : with(failures, more, notes);
    }

    private Outcome with(List<String> otherFailures, List<String> otherMissed, List<String> otherNotes) {
        return new Outcome(
                scenario,
                rounds,
                eventsPerSecond,
                decisions,
                rewards,
                queued,
                unanswered,
                lost,
                twice,
                failedDecisions,
                readyAgain,
                backlogApplied,
                p99BeforeMillis,
                p99DuringMillis,
                otherFailures,
                otherMissed,
                otherNotes,
                complaints);
    }

    /** With the bars of a Redis that was away: deciding as quick as before, and the backlog applied in time. */
    Outcome withOutageBars(double slowdownMax, Duration backlogMax) {
        double slowdown = p99DuringMillis / p99BeforeMillis;
        long backlogMillis = Figures.greatestMillis(backlogApplied);
        return withBar(
                        slowdown <= slowdownMax,
                        String.format(
                                Locale.ROOT,
                                "p99 of deciding at most %.0f times as before: %.2f",
                                slowdownMax,
                                slowdown))
                .withBar(
                        backlogMillis <= backlogMax.toMillis(),
                        "the backlog applied within " + backlogMax.toMillis() + " ms: " + backlogMillis);
    }
}
