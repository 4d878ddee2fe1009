package dev.pulley.server.reward;

import dev.pulley.server.ledger.RewardResult;
import dev.pulley.server.reward.RewardReport.Rejected;
import dev.pulley.server.shipper.Settlement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts what becomes of one request's rewards until all of them are settled. Thread-safe. */
final class ReportCounter {
    private enum Outcome {
        ACCEPTED,
        REPEATED,
        CORRECTED,
        LATE,
        WAITING,
        QUEUED
    }

    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final CompletableFuture<RewardReport> done = new CompletableFuture<>();
    private final List<Rejected> rejected;
    private int open;

    ReportCounter(int rewards, List<Rejected> rejected) {
        this.open = rewards;
        this.rejected = rejected;
        if (rewards == 0) {
            done.complete(report());
        }
    }

    CompletionStage<RewardReport> done() {
        return done;
    }

    void settled(Settlement settlement) {
        List<Outcome> outcomes = switch (settlement) {
            case Settlement.OfReward(List<RewardResult> results) ->
                results.isEmpty()
                        ? List.of(Outcome.WAITING)
                        : results.stream().map(ReportCounter::outcome).toList();
            case Settlement.Queued() -> List.of(Outcome.QUEUED);
            case Settlement.OfChange change -> throw new IllegalStateException("a reward is not a change");
        };
        if (isLast(outcomes)) {
            done.complete(report());
        }
    }

    private static Outcome outcome(RewardResult result) {
        return switch (result) {
            case ACCEPTED -> Outcome.ACCEPTED;
            case CORRECTED -> Outcome.CORRECTED;
            case REPEATED -> Outcome.REPEATED;
            case LATE -> Outcome.LATE;
        };
    }

    private synchronized boolean isLast(List<Outcome> outcomes) {
        outcomes.forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        return --open == 0;
    }

    private synchronized RewardReport report() {
        return new RewardReport(
                count(Outcome.ACCEPTED),
                count(Outcome.REPEATED),
                count(Outcome.CORRECTED),
                count(Outcome.LATE),
                count(Outcome.WAITING),
                count(Outcome.QUEUED),
                rejected);
    }

    private int count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }
}
