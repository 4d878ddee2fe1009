package dev.pulley.server.shipper;

import dev.pulley.server.event.Position;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who wait for events to be applied, each told once. Thread-safe. */
final class Tickets {
    /** How long anyone waits for the ledger before being told that the event is queued. */
    static final long WAIT_MILLIS = 1_000;

    private record Ticket(long counter, long deadlineMillis, Consumer<Settlement> waiter) {}

    private final ConcurrentMap<Long, Ticket> byCounter = new ConcurrentHashMap<>();
    /** In the order of their deadlines, since they come in the order of the journal. */
    private final Queue<Ticket> inOrder = new ConcurrentLinkedQueue<>();

    void add(Position position, Consumer<Settlement> waiter) {
        Ticket ticket = new Ticket(position.counter(), Elapsed.millis() + WAIT_MILLIS, waiter);
        byCounter.put(ticket.counter(), ticket);
        inOrder.add(ticket);
    }

    void settle(Position position, Settlement settlement) {
        Ticket ticket = byCounter.remove(position.counter());
        if (ticket != null) {
            ticket.waiter().accept(settlement);
        }
    }

    /** Tells those who have waited too long, and forgets those who were told. */
    void expire() {
        long now = Elapsed.millis();
        @Nullable Ticket oldest;
        while ((oldest = inOrder.peek()) != null
                && (oldest.deadlineMillis() <= now || !byCounter.containsKey(oldest.counter()))) {
            inOrder.poll();
            if (byCounter.remove(oldest.counter(), oldest)) {
                oldest.waiter().accept(new Settlement.Queued());
            }
        }
    }
}
