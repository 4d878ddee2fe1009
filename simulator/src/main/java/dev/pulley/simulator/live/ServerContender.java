package dev.pulley.simulator.live;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A live server as a contender: a task of its own for each run, one decision a round, rewards reported by the decision's
 * token. A replaced arm is a new variant in the task's definition.
 */
final class ServerContender implements Contender {
    private static final String METRIC = "reward";

    private final ServerClient client;
    private final Environment environment;
    private final String policy;
    private final String task;
    private final long roundMillis;
    private final int[] generations;

    /** Tokens of the decisions whose rewards are still to come, by round. */
    private final Map<Long, String> tokens = new HashMap<>();

    private long round;
    private long nextRoundNanos = System.nanoTime();
    private @Nullable Map<String, Double> means;

    ServerContender(ServerClient client, Environment environment, String policy, String task, long roundMillis) {
        this.client = client;
        this.environment = environment;
        this.policy = policy;
        this.task = task;
        this.roundMillis = roundMillis;
        this.generations = new int[environment.arms().count()];
        client.putTask(task, definition());
    }

    @Override
    public int choose() {
        awaitRound();
        means = null;
        Map<String, String> decision = client.decide(task);
        String variant = decision.getOrDefault("variant", "");
        tokens.put(round++, decision.getOrDefault("decision", ""));
        for (int arm = 0; arm < generations.length; arm++) {
            if (variant(arm).equals(variant)) {
                return arm;
            }
        }
        throw new ServerFault("the server chose the variant '" + variant + "', which " + task + " does not have");
    }

    @Override
    public void learn(long decisionRound, int arm, double reward) {
        String token = tokens.remove(decisionRound);
        if (token != null) {
            client.reward(token, METRIC, reward);
        }
    }

    @Override
    public void replace(int arm) {
        generations[arm]++;
        client.putTask(task, definition());
    }

    @Override
    public double mean(int arm) {
        if (means == null) {
            means = client.means(task);
        }
        return means.getOrDefault(variant(arm), Double.NEGATIVE_INFINITY);
    }

    private String variant(int arm) {
        return generations[arm] == 0 ? "arm-" + (arm + 1) : "arm-" + (arm + 1) + "-" + generations[arm];
    }

    /** Rounds start at fixed times; one that starts late does not delay those after it. */
    private void awaitRound() {
        for (long wait = nextRoundNanos - System.nanoTime(); wait > 0; wait = nextRoundNanos - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
        nextRoundNanos += roundMillis * 1_000_000;
    }

    private String definition() {
        StringBuilder body = new StringBuilder();
        body.append("{\"description\":\"a simulation\",\"outcome\":{\"metric\":\"" + METRIC + "\",\"kind\":\"")
                .append(environment.outcome() == Outcome.BINARY ? "binary" : "number")
                .append("\",\"goal\":\"maximize\",\"absent\":\"missing\"},\"variants\":[");
        for (int arm = 0; arm < generations.length; arm++) {
            body.append(arm == 0 ? "" : ",")
                    .append("{\"name\":\"")
                    .append(variant(arm))
                    .append("\",\"payload\":{\"arm\":")
                    .append(arm + 1)
                    .append("}}");
        }
        body.append(']');
        if (!policy.equals(LiveServer.DEFAULT_POLICY)) {
            body.append(",\"policy\":{\"name\":\"").append(policy).append("\"}");
        }
        return body.append('}').toString();
    }
}
