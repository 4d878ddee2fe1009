package dev.pulley.server.security;

import dev.pulley.server.token.SealKey;
import dev.pulley.server.token.SealKeys;
import dev.pulley.server.token.SealSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The keys of tokens: those that were given to this node, before those that all nodes share. */
public final class SharedSeals implements SealSource {
    private final SharedKeys shared;
    private final KeyWatch watch;
    private final List<SealKey> given;
    private final InstantSource clock;
    private volatile Known known;

    /** What follows from the ring, until the next key's time to seal comes. */
    private record Known(KeyRing ring, long untilMillis, SealKeys keys) {}

    /**
     * Needs a key that is given, or one that is shared.
     *
     * @param given the first of them seals, instead of any that are shared
     */
    public SharedSeals(SharedKeys shared, KeyWatch watch, List<SealKey> given, InstantSource clock) {
        this.shared = shared;
        this.watch = watch;
        this.given = List.copyOf(given);
        this.clock = clock;
        this.known = known(shared.current(), clock.millis(), List.of());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // another ring means that something changed, the same that nothing did
    public SealKeys current() {
        Known last = known;
        KeyRing ring = shared.current();
        long now = clock.millis();
        if (last.ring == ring && now < last.untilMillis) {
            return last.keys;
        }
        Known next = known(ring, now, last.keys.all().toList());
        // The same keys are the same object, whatever else changed.
        next = next.keys.equals(last.keys) ? new Known(ring, next.untilMillis, last.keys) : next;
        known = next;
        return next.keys;
    }

    /** @param last what was known before, for a ring that two people took all keys from at the same time */
    private Known known(KeyRing ring, long nowMillis, List<SealKey> last) {
        List<Seal> seals = ring.seals();
        List<SealKey> keys = new ArrayList<>(given);
        if (!seals.isEmpty()) {
            Seal sealing = SealDesk.sealing(seals, nowMillis);
            keys.add(sealing.key());
            seals.stream().filter(seal -> !seal.equals(sealing)).forEach(seal -> keys.add(seal.key()));
        }
        if (keys.isEmpty()) {
            keys.addAll(last);
        }
        long until = seals.stream()
                .mapToLong(Seal::sealsFromMillis)
                .filter(millis -> millis > nowMillis)
                .min()
                .orElse(Long.MAX_VALUE);
        return new Known(ring, until, new SealKeys(keys.getFirst(), keys.subList(1, keys.size())));
    }

    @Override
    public CompletionStage<?> look() {
        return watch.afterLook();
    }
}
