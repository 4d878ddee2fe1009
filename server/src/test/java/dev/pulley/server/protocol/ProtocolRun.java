package dev.pulley.server.protocol;

import java.util.List;
import java.util.stream.IntStream;

/** One run of the model: some seconds of traffic and troubles, then quiet, then the check. Its seed says everything. */
record ProtocolRun(long seed, List<String> faults, Story story) {

    private static final int NODES = 3;
    private static final int MASTERS = 2;
    private static final int DECISIONS_MIN = 10;
    private static final int DECISIONS_MAX = 60;
    private static final int TROUBLES_MAX = 6;
    private static final int TROUBLES_END_MILLIS = 12_000;
    private static final int DOWN_MILLIS_MAX = 2_000;
    private static final int AWAY_MILLIS_MAX = 800;
    private static final double FAULT_PROBABILITY_MAX = 0.25;
    /** Long enough for every report's last attempt, and for everything that is journaled to be shipped. */
    private static final int END_MILLIS = 25_000;

    static ProtocolRun of(long seed, Rules rules, Story story) {
        World world = new World(seed, story);
        List<ModelRedis> masters = IntStream.range(0, MASTERS)
                .mapToObj(number -> new ModelRedis(world, rules))
                .toList();
        Network network = new Network(world, masters, world.share(0, FAULT_PROBABILITY_MAX));
        List<ModelNode> nodes = IntStream.range(0, NODES)
                .mapToObj(number -> new ModelNode(world, rules, network, number))
                .toList();
        nodes.forEach(ModelNode::start);
        new Traffic(world, nodes).start(world.between(DECISIONS_MIN, DECISIONS_MAX));
        planKills(world, nodes);
        planFailovers(world, masters);
        world.after(TROUBLES_END_MILLIS, network::calm);
        world.runUntil(END_MILLIS);
        return new ProtocolRun(seed, Truth.faults(nodes, network::partition), story);
    }

    private static void planKills(World world, List<ModelNode> nodes) {
        int kills = world.between(0, TROUBLES_MAX);
        for (int count = 0; count < kills; count++) {
            ModelNode node = nodes.get(world.between(0, NODES - 1));
            world.after(world.between(0, TROUBLES_END_MILLIS), () -> {
                if (node.isUp()) {
                    node.kill();
                    world.after(world.between(1, DOWN_MILLIS_MAX), node::start);
                }
            });
        }
    }

    private static void planFailovers(World world, List<ModelRedis> masters) {
        int failovers = world.between(0, TROUBLES_MAX);
        for (int count = 0; count < failovers; count++) {
            ModelRedis master = masters.get(world.between(0, MASTERS - 1));
            int awayMillis = world.between(0, AWAY_MILLIS_MAX);
            world.after(world.between(0, TROUBLES_END_MILLIS), () -> master.failOver(awayMillis));
        }
    }
}
