package dev.pulley.server.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the short text in which the scripts say what became of each part of a batch: a letter for each reward; then, for each
 * reward by reference, a letter in brackets for each decision that it was credited to.
 */
public final class BatchResults {
    private BatchResults() {}

    /** One result for each of the batch's rewards, in order. */
    public static List<RewardResult> ofRewards(Batch.Evidence batch, String results) {
        return letters(results, 0, batch.rewards().size());
    }

    /** For each of the batch's rewards by reference, in order, one for each decision; none, where it waits for one. */
    public static List<List<RewardResult>> ofReferences(Batch.Evidence batch, String results) {
        List<List<RewardResult>> read = new ArrayList<>();
        int next = batch.rewards().size();
        while (read.size() < batch.byReference().size()) {
            int end = results.indexOf(')', next);
            if (end < 0 || results.charAt(next) != '(') {
                throw new IllegalArgumentException("not results of rewards by reference: " + results);
            }
            read.add(letters(results, next + 1, end));
            next = end + 1;
        }
        return read;
    }

    private static List<RewardResult> letters(String results, int from, int to) {
        List<RewardResult> read = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            read.add(
                    switch (results.charAt(i)) {
                        case 'a' -> RewardResult.ACCEPTED;
                        case 'c' -> RewardResult.CORRECTED;
                        case 'r' -> RewardResult.REPEATED;
                        case 'l' -> RewardResult.LATE;
                        default -> throw new IllegalArgumentException("not results of rewards: " + results);
                    });
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
