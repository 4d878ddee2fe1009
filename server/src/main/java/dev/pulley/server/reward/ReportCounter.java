package dev.pulley.server.reward;

import dev.pulley.server.ledger.RewardResult;
import dev.pulley.server.reward.RewardReport.Rejected;
import dev.pulley.server.shipper.Settlement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts what becomes of one request's rewards until all of them are settled. Thread-safe. */
final class ReportCounter {
    private final CompletableFuture<RewardReport> done = new CompletableFuture<>();
    private final List<Rejected> rejected;
    private int open;

    private int accepted;
    private int repeated;
    private int corrected;
    private int late;
    private int waiting;
    private int queued;

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
        if (isLast(settlement)) {
            done.complete(report());
        }
    }

    private synchronized boolean isLast(Settlement settlement) {
        switch (settlement) {
            case Settlement.OfReward(List<RewardResult> results) -> {
                results.forEach(this::count);
                if (results.isEmpty()) {
                    waiting++;
                }
            }
            case Settlement.Queued() -> queued++;
            case Settlement.OfChange change -> throw new IllegalStateException("a reward is not a change");
        }
        return --open == 0;
    }

    private void count(RewardResult result) {
        switch (result) {
            case ACCEPTED -> accepted++;
            case CORRECTED -> corrected++;
            case REPEATED -> repeated++;
            case LATE -> late++;
            case WAITING -> waiting++;
        }
    }

    private synchronized RewardReport report() {
        return new RewardReport(accepted, repeated, corrected, late, waiting, queued, rejected);
    }
}
