package dev.pulley.simulator.live;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.Outcome;
import dev.pulley.simulator.live.ServerClient.Belief;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A live server as a contender: a task of its own for each run, one decision a round, and whatever is known by then of earlier
 * decisions reported before it, by their tokens. A replaced arm is a new variant in the task's definition.
 */
final class ServerContender implements Contender {
    private static final String METRIC = "reward";
    private static final Belief UNKNOWN = new Belief(Double.NEGATIVE_INFINITY, Double.NaN);

    /** The server knows no shorter window. */
    private static final long WINDOW_MILLIS_MIN = 1_000;

    /** How much later than in its round a reward may get to the server, and still count. */
    private static final long LATENESS_MILLIS = 500;

    private final ServerClient client;
    private final Environment environment;
    private final String policy;
    private final String task;
    private final long roundMillis;
    private final int[] generations;

    /** Tokens of the decisions, by round. */
    private final List<String> tokens = new ArrayList<>();

    /** What is to be reported before the next decision. */
    private final List<String> reports = new ArrayList<>();

    private long nextRoundNanos = System.nanoTime();
    private @Nullable Map<String, Belief> beliefs;

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
        report();
        beliefs = null;
        Map<String, String> decision = client.decide(task);
        String variant = decision.getOrDefault("variant", "");
        tokens.add(decision.getOrDefault("decision", ""));
        for (int arm = 0; arm < generations.length; arm++) {
            if (variant(arm).equals(variant)) {
                return arm;
            }
        }
        throw new ServerFault("the server chose the variant '" + variant + "', which " + task + " does not have");
    }

    @Override
    public void learn(long decisionRound, int arm, double reward) {
        report(decisionRound, METRIC, reward);
    }

    @Override
    public void observe(long decisionRound, int arm, int proxy, double value) {
        report(decisionRound, environment.proxies().get(proxy).name(), value);
    }

    private void report(long decisionRound, String metric, double value) {
        reports.add(ServerClient.report(tokens.get((int) decisionRound), metric, value));
        if (reports.size() == ServerClient.REPORTS_LIMIT) {
            report();
        }
    }

    private void report() {
        if (!reports.isEmpty()) {
            client.reward(reports);
            reports.clear();
        }
    }

    @Override
    public void replace(int arm) {
        generations[arm]++;
        client.putTask(task, definition());
    }

    @Override
    public double mean(int arm) {
        return belief(arm).mean();
    }

    @Override
    public double probabilityBest(int arm) {
        return belief(arm).probabilityBest();
    }

    private Belief belief(int arm) {
        Map<String, Belief> known = beliefs;
        if (known == null) {
            report();
            known = client.beliefs(task);
            beliefs = known;
        }
        return known.getOrDefault(variant(arm), UNKNOWN);
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

    /** The window in time, and the grace that a reward needs which sets out at its end. */
    private String window() {
        if (environment.windowRounds() == Environment.NO_WINDOW) {
            return "";
        }
        long millis = Math.max(WINDOW_MILLIS_MIN, environment.windowRounds() * roundMillis);
        return "\",\"window\":\"" + (millis + LATENESS_MILLIS) + "ms\",\"grace\":\"" + LATENESS_MILLIS + "ms";
    }

    private String proxies() {
        if (environment.proxies().isEmpty()) {
            return "";
        }
        return environment.proxies().stream()
                .map(proxy ->
                        "{\"metric\":\"" + proxy.name() + "\",\"kind\":\"binary\",\"weight\":" + proxy.weight() + "}")
                .collect(Collectors.joining(",", ",\"proxies\":[", "]"));
    }

    private String definition() {
        StringBuilder body = new StringBuilder();
        body.append("{\"description\":\"a simulation\",\"outcome\":{\"metric\":\"" + METRIC + "\",\"kind\":\"")
                .append(environment.outcome() == Outcome.BINARY ? "binary" : "number")
                .append("\",\"goal\":\"maximize\",\"absent\":\"")
                .append(environment.isAbsentFailure() ? "failure" : "missing")
                .append(window())
                .append("\"}")
                .append(proxies())
                .append(",\"variants\":[");
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
