package dev.pulley.server.shipper;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.GivenBack;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One partition's way from the journal to the ledger: what was read for it and not sent, the one batch that is under
 * way, and how far the ledger has come. Used by one thread, the shipper's or a replay's.
 */
final class Lane {
    /** What is read ahead for one partition; the rest waits in the journal. */
    static final int PENDING_MAX = 4_096;

    /** Decisions that no reward waits with are counted together for so long. */
    private static final long DECISIONS_WAIT_MILLIS = 50;

    private static final int DECISIONS_WAITING_MAX = 1_000;
    private static final long RETRY_MILLIS_MIN = 25;
    private static final long RETRY_MILLIS_MAX = 1_000;

    private final int partition;
    private final long node;
    private final Deque<Frame> pending = new ArrayDeque<>();

    private Position fence;
    private GivenBack givenBack = GivenBack.NOTHING;
    private Position readTo;
    private boolean missed;
    private boolean isSynced;
    private long moves;
    /** The first event that this version can't read; nothing from there on is shipped. */
    private @Nullable Position heldAt;

    private int urgent;
    private long oldestMillis;
    private @Nullable Shipment shipment;
    private boolean underWay;
    private long sentAtMillis;
    private long retryAtMillis;
    private long retryMillis = RETRY_MILLIS_MIN;
    private long failingSinceMillis;

    /**
     * A lane that waits until it is told how far the ledger has come.
     *
     * @param fence how far it had come when this node last knew
     */
    Lane(int partition, long node, Position fence) {
        this.partition = partition;
        this.node = node;
        this.fence = fence;
        this.readTo = fence;
    }

    /** How far the ledger has come, as far as is known. */
    Position fence() {
        return fence;
    }

    /** Whether it is known how far the ledger has come. */
    boolean isSynced() {
        return isSynced;
    }

    /** Rises with everything that moves the fence, or may move it. */
    long moves() {
        return moves;
    }

    /** How often closed evidence had been given back to the partition, as far as is known. */
    long givenBack() {
        return givenBack.count();
    }

    /** By what its batches are known to be made for the ledger as it is. */
    String mark(String birth) {
        return givenBack.mark(birth);
    }

    int partition() {
        return partition;
    }

    /** Its place in a set of partitions. */
    long bit() {
        return 1L << partition;
    }

    /** Up to where this partition's events were read. */
    Position readTo() {
        return readTo;
    }

    /**
     * Whether there is something to read for this lane, and room for it.
     *
     * @param end where this partition's events end
     */
    boolean isOpen(Position end) {
        boolean isHeld = heldAt != null && !heldAt.isAfter(readTo);
        return isSynced && !missed && !isHeld && end.isAfter(readTo);
    }

    /** Whether the frame is to be read for this lane now. One that is not, for lack of room, is missed. */
    boolean wants(Position position) {
        boolean isHeld = heldAt != null && !heldAt.isAfter(position);
        if (!isSynced || isHeld || !position.isAfter(readTo) || missed) {
            return false;
        }
        missed = pending.size() >= PENDING_MAX;
        return !missed;
    }

    /** The event there can't be read: to go on behind it would be to lose it. */
    void holdAt(Position position) {
        heldAt = position;
    }

    /** Up to where all of this partition's events are applied, when it has none in so much of the journal but those that were read. */
    Position shippedTo(Position read) {
        boolean isShort = heldAt != null && !heldAt.isAfter(read);
        return isIdle() && !isShort && read.isAfter(fence) ? read : fence;
    }

    void add(Frame frame, long nowMillis) {
        if (pending.isEmpty()) {
            oldestMillis = nowMillis;
        }
        pending.add(frame);
        readTo = frame.position();
        if (isUrgent(frame)) {
            urgent++;
        }
    }

    /** Whether there is room for what was missed, or what is to be sent again: to be read behind {@link #readTo}. */
    boolean mustRead() {
        if (!isSynced || !missed || pending.size() > PENDING_MAX / 2) {
            return false;
        }
        missed = false;
        return true;
    }

    boolean isIdle() {
        return isSynced && pending.isEmpty() && shipment == null && !missed;
    }

    /** Whether the last try to send has failed. */
    boolean isRetrying() {
        return retryMillis > RETRY_MILLIS_MIN;
    }

    /** When the first of the tries failed that have all failed since; means nothing while {@link #isRetrying} is not true. */
    long failingSinceMillis() {
        return failingSinceMillis;
    }

    /** Whether there is a batch that was sent and is not known to be applied. */
    boolean isSending() {
        return shipment != null;
    }

    boolean isUnderWay() {
        return underWay;
    }

    /** For how long its batch has been without an answer; 0 where none is under way. */
    long unansweredMillis(long nowMillis) {
        return underWay ? nowMillis - sentAtMillis : 0;
    }

    /** How many events are known to wait here; there may be more that were not read yet. */
    int waiting() {
        return pending.size() + (shipment == null ? 0 : shipment.frames().size());
    }

    /** Whether all that waits was read. */
    boolean hasReadAll() {
        return isSynced && !missed;
    }

    /** When there will be something to send, as far as is known now; nothing is known of what is not read yet. */
    long dueAtMillis() {
        if (!isSynced || underWay || (shipment == null && pending.isEmpty())) {
            return Long.MAX_VALUE;
        }
        if (shipment != null) {
            return retryAtMillis;
        }
        return urgent > 0 || pending.size() >= DECISIONS_WAITING_MAX ? 0 : oldestMillis + DECISIONS_WAIT_MILLIS;
    }

    /** What to send now: the batch that failed, again, or the next. */
    Batch send(long nowMillis) {
        if (shipment == null) {
            shipment = nextShipment();
            oldestMillis = nowMillis;
        }
        underWay = true;
        sentAtMillis = nowMillis;
        moves++;
        return shipment.batch();
    }

    /** The batch under way is applied. */
    Shipment delivered() {
        Shipment delivered = current();
        fence = delivered.batch().to();
        shipment = null;
        underWay = false;
        moves++;
        retryMillis = RETRY_MILLIS_MIN;
        return delivered;
    }

    /** The batch under way has no answer, and is to be sent again after a while. */
    void failed(long nowMillis) {
        if (!isRetrying()) {
            failingSinceMillis = nowMillis;
        }
        underWay = false;
        retryAtMillis = nowMillis + retryMillis;
        retryMillis = Math.min(2 * retryMillis, RETRY_MILLIS_MAX);
    }

    /** The ledger is not as we thought: nothing more is sent until {@link #goOnFrom} tells how it is. */
    void stop() {
        pending.clear();
        urgent = 0;
        shipment = null;
        underWay = false;
        isSynced = false;
        moves++;
        retryMillis = RETRY_MILLIS_MIN;
    }

    /**
     * The ledger stands there: what comes behind that is to be read, and sent.
     *
     * @param end where this partition's events end, so that nothing is looked for where nothing is
     * @param has what the ledger was given back of these events, which is not sent again
     */
    void goOnFrom(Position position, Position end, GivenBack has) {
        stop();
        givenBack = has;
        isSynced = true;
        missed = end.isAfter(position);
        fence = position;
        readTo = position;
    }

    private Shipment current() {
        if (shipment == null) {
            throw new IllegalStateException("nothing is under way for partition " + partition);
        }
        return shipment;
    }

    private Shipment nextShipment() {
        Packing packing = new Packing(take(), givenBack);
        while (!pending.isEmpty() && packing.takes(pending.peek())) {
            packing.add(take());
        }
        return packing.shipment(partition, node, fence);
    }

    private Frame take() {
        Frame next = pending.remove();
        if (isUrgent(next)) {
            urgent--;
        }
        return next;
    }

    private static boolean isUrgent(Frame frame) {
        return switch (frame.event()) {
            case DecisionMade made -> false;
            case DecisionsCounted counted -> false;
            case TaskNumbered numbered -> false;
            case RewardGiven given -> true;
            case RewardByReference given -> true;
            case TaskChanged change -> true;
        };
    }
}
