package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three servers on one Redis, of which one at a time is killed; apps go on with the others. */
final class KillNodes implements Scenario {
    private static final int ROUNDS = 20;
    private static final int SERVERS = 3;
    private static final Duration UP = Duration.ofMillis(800);
    private static final Duration DOWN = Duration.ofMillis(500);

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public String what() {
        return "3 servers, one killed at a time; apps go on with the others";
    }

    @Override
    public Outcome run(Ground ground, Settings settings) throws IOException {
        RedisProcess redis = ground.redis("redis", "--appendonly", "yes", "--save", "");
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; i <= SERVERS; i++) {
            Node node = ground.node("data-" + i, "--redis", redis.url());
            node.start();
            nodes.add(node);
        }
        Trial trial = Trial.begin(ground, settings, nodes);
        int rounds = settings.roundsOr(ROUNDS);
        for (int round = 1; round <= rounds; round++) {
            trial.pauseAbout(UP);
            Node node = nodes.get(trial.random().nextInt(SERVERS));
            node.kill();
            trial.pauseAbout(DOWN);
            trial.readyAfter(node.start());
            ground.tell("  round " + round + " of " + rounds + " is over");
        }
        return trial.end(name(), rounds);
    }
}
