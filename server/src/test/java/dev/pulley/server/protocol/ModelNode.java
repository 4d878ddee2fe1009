package dev.pulley.server.protocol;

import dev.pulley.server.protocol.Event.Decided;
import dev.pulley.server.protocol.Event.Decision;
import dev.pulley.server.protocol.Event.Metric;
import dev.pulley.server.protocol.Event.Rewarded;
import dev.pulley.server.protocol.Event.Value;
import dev.pulley.server.protocol.ModelJournal.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A node: a journal that stays, and processes that come and go. It answers a decision when the frame is written, and a
 * reward when Redis has applied it, or after a second because the journal has it. Nothing but the journal outlives a
 * kill; how far the node has come, only Redis knows.
 */
final class ModelNode {

    private static final int WRITE_MILLIS_MAX = 3;
    private static final int CLOCK_SKEW_MILLIS_MAX = 40;
    private static final long QUEUED_ANSWER_MILLIS = 1_000;
    private static final long FENCE_CHECK_MILLIS = 1_000;

    private record Unanswered(Frame frame, Runnable answer) {}

    private final World world;
    private final Network network;
    private final int number;
    private final ModelJournal journal;
    private final int clockSkewMillis;
    private final List<Frame> acknowledged = new ArrayList<>();

    private final List<ModelShipper> shippers = new ArrayList<>();
    private final List<Unanswered> unanswered = new ArrayList<>();
    private Life life;
    private long lastStampMillis;

    ModelNode(World world, Rules rules, Network network, int number) {
        this.world = world;
        this.network = network;
        this.number = number;
        this.journal = new ModelJournal(world, rules, number);
        this.clockSkewMillis = world.between(0, CLOCK_SKEW_MILLIS_MAX);
        this.life = Life.notStarted(number);
    }

    void start() {
        life = life.next();
        world.tell(life, "starts");
        journal.open();
        for (int partition = 0; partition < Event.PARTITIONS; partition++) {
            int shipped = partition;
            ModelShipper shipper =
                    new ModelShipper(world, network, journal, life, partition, fence -> answerApplied(shipped, fence));
            shippers.add(shipper);
            shipper.askFence();
        }
        checkFences(life);
    }

    private void checkFences(Life checking) {
        world.after(FENCE_CHECK_MILLIS, () -> {
            if (checking.isAlive()) {
                shippers.forEach(ModelShipper::askFence);
                checkFences(checking);
            }
        });
    }

    void kill() {
        world.trouble(Story.Trouble.NODE_KILLED, life);
        life.end();
        shippers.clear();
        unanswered.clear();
        lastStampMillis = 0;
        journal.crash();
    }

    boolean isUp() {
        return life.isAlive();
    }

    void decide(int task, int variant, Consumer<Decision> answer) {
        long atMillis = clockMillis();
        Frame frame = append(sequence -> new Decided(new Decision(task, variant, atMillis, number, sequence)));
        Runnable answering = () -> answer.accept(frame.event().decision());
        unanswered.add(new Unanswered(frame, answering));
        answerAfter(world.between(0, WRITE_MILLIS_MAX), frame);
    }

    /** The value's own {@code at}, if the reporter named one, else the time of the stamp. */
    void reward(Decision decision, Metric metric, int value, OptionalLong at, Runnable answer) {
        lastStampMillis = Math.max(lastStampMillis + 1, clockMillis());
        Value stamped = new Value(Math.min(at.orElse(lastStampMillis), lastStampMillis), lastStampMillis, value);
        Frame frame = append(sequence -> new Rewarded(decision, metric, stamped));
        unanswered.add(new Unanswered(frame, answer));
        answerAfter(QUEUED_ANSWER_MILLIS, frame);
    }

    private long clockMillis() {
        return world.nowMillis() + clockSkewMillis;
    }

    private Frame append(Function<Sequence, Event> event) {
        Frame frame = journal.append(event);
        world.tell("node", number, "journals", frame.sequence(), frame.event());
        shippers.get(frame.event().partition()).shipSoon();
        return frame;
    }

    private void answerAfter(long delayMillis, Frame frame) {
        world.after(delayMillis, () -> answerIf(waiting -> waiting.frame.equals(frame)));
    }

    private void answerApplied(int partition, Sequence fence) {
        answerIf(waiting -> waiting.frame.event().partition() == partition
                && !waiting.frame.sequence().isAfter(fence));
    }

    private void answerIf(Predicate<Unanswered> due) {
        List<Unanswered> answered = unanswered.stream().filter(due).toList();
        unanswered.removeAll(answered);
        for (Unanswered waiting : answered) {
            journal.acknowledge(waiting.frame);
            acknowledged.add(waiting.frame);
            waiting.answer.run();
        }
    }

    ModelJournal journal() {
        return journal;
    }

    /** What clients were told is safe, for the one who checks. */
    List<Frame> acknowledged() {
        return acknowledged;
    }
}
