package dev.pulley.server.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * A node's journal: frames in one order for all partitions, which outlives the process. A crash may cut a tail, but never
 * an acknowledged frame: an answer leaves only when its frame, and so all frames before it, are safe.
 */
final class ModelJournal {

    record Frame(Sequence sequence, Event event) {}

    private final World world;
    private final Rules rules;
    private final int node;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Frame> cut = new ArrayList<>();
    private int acknowledged;
    private Sequence last = Sequence.NONE;

    ModelJournal(World world, Rules rules, int node) {
        this.world = world;
        this.rules = rules;
        this.node = node;
    }

    /** Before the first append of a process. */
    void open() {
        last = switch (rules.epoch()) {
            case RAISED -> new Sequence(last.epoch() + 1, 0);
            case KEPT ->
                frames.isEmpty() ? new Sequence(1, 0) : frames.getLast().sequence();
        };
    }

    Frame append(Function<Sequence, Event> event) {
        last = last.next();
        Frame frame = new Frame(last, event.apply(last));
        frames.add(frame);
        return frame;
    }

    /** Its writer was told that the frame is safe. */
    void acknowledge(Frame frame) {
        acknowledged = Math.max(acknowledged, indexAfter(frame.sequence));
    }

    void crash() {
        int unsafe = frames.size() - acknowledged;
        int lost = world.chance(0.5) ? 0 : world.between(0, unsafe);
        if (lost > 0) {
            List<Frame> tail = frames.subList(frames.size() - lost, frames.size());
            cut.addAll(tail);
            tail.clear();
            world.trouble(Story.Trouble.TAIL_CUT, "node", node, "loses its last", lost, "frames, none acknowledged");
        }
    }

    /** The next frames of a partition after a place, which need not be one of this journal's. */
    List<Frame> after(Sequence place, int partition, int limit) {
        List<Frame> found = new ArrayList<>();
        for (int index = indexAfter(place); index < frames.size() && found.size() < limit; index++) {
            if (frames.get(index).event.partition() == partition) {
                found.add(frames.get(index));
            }
        }
        return found;
    }

    private int indexAfter(Sequence place) {
        int low = 0;
        int high = frames.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (frames.get(middle).sequence.isAfter(place)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    boolean endsBefore(Sequence place) {
        return frames.isEmpty() || place.isAfter(frames.getLast().sequence);
    }

    List<Frame> frames() {
        return Collections.unmodifiableList(frames);
    }

    /** What crashes took, for the one who checks. */
    List<Frame> cut() {
        return Collections.unmodifiableList(cut);
    }
}
