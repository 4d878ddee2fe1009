package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.RedisProcess;
import dev.pulley.loadtests.traffic.Probes;
import java.io.IOException;
import java.util.List;

/** From a reward on one server to the allocation that another decides by, beside a load. */
final class Propagation implements Scenario {
    private static final int ROUNDS = 1_000;
    private static final double RATE = 1_000;
    private static final double P99_MILLIS_MAX = 250;

    @Override
    public String name() {
        return "propagation";
    }

    @Override
    public String what() {
        return "a reward on one server changes what another decides by";
    }

    @Override
    public Outcome run(Ground ground, Settings settings) throws IOException {
        RedisProcess redis = ground.redis("redis", "--appendonly", "yes", "--save", "");
        Node first = ground.node("data-1", "--redis", redis.url());
        Node second = ground.node("data-2", "--redis", redis.url());
        first.start();
        second.start();
        Trial trial = Trial.begin(ground, settings, List.of(first, second), settings.rateOr(RATE));
        int rounds = settings.roundsOr(ROUNDS);
        Probes probes = Probes.run(first.client(), second.client(), rounds);
        Outcome outcome = trial.end(name(), rounds);
        double p99 = probes.percentileMillis(99);
        return outcome.withBar(
                p99 <= P99_MILLIS_MAX && probes.unseen() == 0,
                "p50 %.0f ms, p99 %.0f ms (at most %.0f), most %.0f ms; %d of %d never seen"
                        .formatted(
                                probes.percentileMillis(50),
                                p99,
                                P99_MILLIS_MAX,
                                probes.percentileMillis(100),
                                probes.unseen(),
                                rounds));
    }
}
