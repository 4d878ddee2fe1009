package dev.pulley.server.protocol;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** The run's time and chance: a queue of planned actions, done one by one, and one generator that all draws come from. */
final class World implements Story.Teller {

    private record Planned(long atMillis, long order, Runnable action) {}

    private final PriorityQueue<Planned> plan = new PriorityQueue<>((left, right) -> left.atMillis != right.atMillis
            ? Long.compare(left.atMillis, right.atMillis)
            : Long.compare(left.order, right.order));
    private final SplittableRandom random;
    private final Story story;
    private long planned;
    private long nowMillis;

    World(long seed, Story story) {
        this.random = new SplittableRandom(seed);
        this.story = story;
    }

    long nowMillis() {
        return nowMillis;
    }

    void after(long delayMillis, Runnable action) {
        plan.add(new Planned(nowMillis + delayMillis, planned++, action));
    }

    void runUntil(long endMillis) {
        for (Planned next = plan.peek(); next != null && next.atMillis <= endMillis; next = plan.peek()) {
            plan.remove();
            nowMillis = next.atMillis;
            next.action.run();
        }
        nowMillis = endMillis;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    double share(double least, double most) {
        return random.nextDouble(least, most);
    }

    /** Both ends can be drawn. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    void tell(Object... words) {
        story.tell(nowMillis, words);
    }

    @Override
    public void trouble(Story.Trouble trouble, Object... about) {
        story.trouble(nowMillis, trouble, about);
    }
}
