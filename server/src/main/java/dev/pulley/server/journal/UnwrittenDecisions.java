package dev.pulley.server.journal;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.token.Decision;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Decisions that were answered while the journal could not be written: counted in memory, by task, variant, version and
 * bucket of time, and journaled as counts as soon as that is possible again. A kill before that loses the counts, never
 * the decisions' rewards. Thread-safe.
 */
public final class UnwrittenDecisions {
    /** So many counts are kept apart; what needs more is answered too, and missing in the evidence. */
    static final int CELLS_MAX = 100_000;

    private record Cell(int tenant, int task, int variant, int version, int widthCode, long bucket) {}

    private record Tally(int count, long closesAtMillis) {
        Tally plus(Tally other) {
            return new Tally(count + other.count, Math.max(closesAtMillis, other.closesAtMillis));
        }
    }

    private final ConcurrentMap<Cell, Tally> cells = new ConcurrentHashMap<>();
    private final LongAdder total = new LongAdder();
    private final LongAdder lost = new LongAdder();

    UnwrittenDecisions() {}

    /** Counts a decision that has no frame of its own. */
    public void count(DecisionMade made) {
        total.increment();
        if (!made.counts()) {
            return;
        }
        Decision decision = made.decision();
        Cell cell = new Cell(
                decision.tenant(),
                decision.task(),
                decision.variant(),
                decision.version(),
                decision.widthCode(),
                DecisionsCounted.bucketOf(decision));
        if (cells.size() < CELLS_MAX || cells.containsKey(cell)) {
            cells.merge(cell, new Tally(1, made.closesAtMillis()), Tally::plus);
        } else {
            lost.increment();
        }
    }

    /** How many decisions have no frame of their own, ever since the journal was opened. */
    public long total() {
        return total.sum();
    }

    /** How many of them are in no evidence, for there was no room to count them. */
    public long lost() {
        return lost.sum();
    }

    /** How many wait in memory to be journaled. */
    public long waiting() {
        return cells.values().stream().mapToLong(Tally::count).sum();
    }

    boolean isEmpty() {
        return cells.isEmpty();
    }

    /**
     * Journals what was counted.
     *
     * @throws JournalException when the journal can't be written; what was not journaled stays
     */
    void writeTo(Journal journal, long nowMillis) {
        for (Cell cell : List.copyOf(cells.keySet())) {
            Tally tally = cells.remove(cell);
            if (tally == null) {
                continue;
            }
            boolean isWritten = false;
            try {
                journal.append(position -> event(cell, tally, nowMillis));
                isWritten = true;
            } finally {
                if (!isWritten) {
                    cells.merge(cell, tally, Tally::plus);
                }
            }
        }
    }

    private static DecisionsCounted event(Cell cell, Tally tally, long nowMillis) {
        return new DecisionsCounted(
                cell.tenant(),
                cell.task(),
                cell.variant(),
                cell.version(),
                cell.widthCode(),
                cell.bucket(),
                tally.count(),
                nowMillis,
                tally.closesAtMillis());
    }
}
