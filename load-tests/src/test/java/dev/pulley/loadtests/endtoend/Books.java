package dev.pulley.loadtests.endtoend;

import dev.pulley.loadtests.endtoend.Api.Decided;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * What the apps know: which decisions and rewards were answered, and which were sent without an answer coming back, so that
 * nobody but the server can know what became of them. Thread-safe.
 */
final class Books {
    /** A reward for a decision that no other reward is for. */
    record Reward(Decided decided, int value) {}

    private final Queue<Decided> decided = new ConcurrentLinkedQueue<>();
    private final LongAdder unansweredDecisions = new LongAdder();
    private final Queue<Reward> answered = new ConcurrentLinkedQueue<>();
    private final Queue<Reward> unanswered = new ConcurrentLinkedQueue<>();

    /** Decides and rewards until the server is gone, and runs {@code onAnswered} after each reward that was answered. */
    void keepUntilServerEnds(Api api, String task, RandomGenerator random, Runnable onAnswered) {
        while (true) {
            Decided decision;
            try {
                decision = api.decide(task);
            } catch (IOException e) {
                unansweredDecisions.increment();
                return;
            }
            decided.add(decision);
            Reward reward = new Reward(decision, random.nextInt(2));
            try {
                report(api, reward);
            } catch (IOException e) {
                unanswered.add(reward);
                return;
            }
            onAnswered.run();
        }
    }

    private void report(Api api, Reward reward) throws IOException {
        api.reward(reward.decided(), reward.value());
        answered.add(reward);
    }

    /** Sends again what had no answer; all rewards are answered then. */
    void settle(Api api) throws IOException {
        while (!unanswered.isEmpty()) {
            report(api, unanswered.remove());
        }
    }

    /** Sends again up to {@code count} rewards that were answered; how many the server takes for something new. */
    long repeat(Api api, int count) throws IOException {
        long taken = 0;
        for (Reward reward : answered.stream().limit(count).toList()) {
            taken += 1 - api.reward(reward.decided(), reward.value()).repeated();
        }
        return taken;
    }

    long decisions() {
        return decided.size();
    }

    long decisions(String variant) {
        return decided.stream().filter(one -> one.variant().equals(variant)).count();
    }

    long unansweredDecisions() {
        return unansweredDecisions.sum();
    }

    long rewards() {
        return answered.size();
    }

    long rewards(String variant) {
        return count(answered, variant);
    }

    long unansweredRewards() {
        return unanswered.size();
    }

    long unansweredRewards(String variant) {
        return count(unanswered, variant);
    }

    double meanReward(String variant) {
        return answered.stream()
                .filter(reward -> reward.decided().variant().equals(variant))
                .mapToInt(Reward::value)
                .average()
                .orElse(Double.NaN);
    }

    private static long count(Queue<Reward> rewards, String variant) {
        return rewards.stream()
                .filter(reward -> reward.decided().variant().equals(variant))
                .count();
    }
}
