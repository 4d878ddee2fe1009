package dev.pulley.server.ledger;

import dev.pulley.server.event.Event.RewardGiven;
import java.util.ArrayList;
import java.util.List;

/** Reads the short text in which the scripts say what became of each part of a batch. */
public final class BatchResults {
    private BatchResults() {}

    /** One result for each of the batch's rewards, in order. */
    public static List<RewardResult> ofRewards(List<RewardGiven> rewards, String results) {
        List<RewardResult> read = new ArrayList<>(rewards.size());
        int next = 0;
        for (RewardGiven reward : rewards) {
            if (reward.late()) {
                read.add(RewardResult.LATE);
            } else {
                read.add(
                        switch (results.charAt(next++)) {
                            case 'a' -> RewardResult.ACCEPTED;
                            case 'c' -> RewardResult.CORRECTED;
                            case 'r' -> RewardResult.REPEATED;
                            default -> throw new IllegalArgumentException("not results of rewards: " + results);
                        });
            }
        }
        return read;
    }

    public static ChangeResult ofChange(String results) {
        int space = results.indexOf(' ');
        return switch (results.substring(0, Math.max(space, 0))) {
            case "applied" -> new ChangeResult.Stored(Integer.parseInt(results.substring(space + 1)));
            case "conflict" -> new ChangeResult.Conflict(Long.parseLong(results.substring(space + 1)));
            default -> throw new IllegalArgumentException("not the result of a change: " + results);
        };
    }
}
