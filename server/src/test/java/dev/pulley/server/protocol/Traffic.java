package dev.pulley.server.protocol;

import dev.pulley.server.protocol.Event.Decision;
import dev.pulley.server.protocol.Event.Metric;
import dev.pulley.server.protocol.Event.Value;
import java.util.List;
import java.util.OptionalLong;

/**
 * The apps: they decide on any node, report what they see on any other, sometimes the same twice, sometimes two that
 * contradict each other at the same time, sometimes correcting or taking back, and send again what was not answered.
 */
final class Traffic {

    /** The last decision is made before this, and its reports are sent within {@link #REPORT_DELAY_MILLIS_MAX}. */
    static final int DECISIONS_END_MILLIS = 6_000;

    static final int REPORT_DELAY_MILLIS_MAX = 5_000;

    private static final int TASKS = 6;
    private static final int VARIANTS = 2;
    private static final int REPORTS_MAX = 4;
    private static final int NUMBER_MAX = 3;
    private static final int ATTEMPTS_MAX = 4;
    private static final int RETRY_MILLIS = 700;

    private record Report(Decision decision, Metric metric, int number, OptionalLong atMillis) {}

    private final World world;
    private final List<ModelNode> nodes;

    Traffic(World world, List<ModelNode> nodes) {
        this.world = world;
        this.nodes = nodes;
    }

    void start(int decisions) {
        for (int count = 0; count < decisions; count++) {
            world.after(world.between(0, DECISIONS_END_MILLIS), this::decide);
        }
    }

    private void decide() {
        ModelNode node = anyNode();
        if (node.isUp()) {
            node.decide(world.between(0, TASKS - 1), world.between(0, VARIANTS - 1), this::observe);
        }
    }

    private void observe(Decision decision) {
        int reports = world.between(0, REPORTS_MAX);
        for (int count = 0; count < reports; count++) {
            boolean soon = world.chance(0.3);
            world.after(world.between(0, soon ? 5 : REPORT_DELAY_MILLIS_MAX), () -> report(decision));
        }
    }

    private void report(Decision decision) {
        Metric metric = world.chance(0.5) ? Metric.ACCEPTED : Metric.RESOLVED;
        OptionalLong atMillis = world.chance(0.4) ? OptionalLong.of(timeSince(decision)) : OptionalLong.empty();
        Report report = new Report(decision, metric, number(), atMillis);
        send(report, ATTEMPTS_MAX);
        if (world.chance(0.2)) {
            world.after(world.between(0, RETRY_MILLIS), () -> send(report, 1));
        }
        if (world.chance(0.2)) {
            send(new Report(decision, metric, number(), atMillis), ATTEMPTS_MAX);
        }
    }

    private long timeSince(Decision decision) {
        return decision.atMillis() + world.between(0, Math.max(0, (int) (world.nowMillis() - decision.atMillis())));
    }

    private int number() {
        return world.chance(0.15) ? Value.RETRACTED : world.between(0, NUMBER_MAX);
    }

    private void send(Report report, int attempts) {
        Runnable again = () -> {
            if (attempts > 1) {
                world.after(RETRY_MILLIS, () -> send(report, attempts - 1));
            }
        };
        ModelNode node = anyNode();
        if (!node.isUp()) {
            again.run();
            return;
        }
        boolean[] answered = new boolean[1];
        node.reward(report.decision, report.metric, report.number, report.atMillis, () -> answered[0] = true);
        world.after(2 * RETRY_MILLIS, () -> {
            if (!answered[0]) {
                again.run();
            }
        });
    }

    private ModelNode anyNode() {
        return nodes.get(world.between(0, nodes.size() - 1));
    }
}
