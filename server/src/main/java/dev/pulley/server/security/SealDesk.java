package dev.pulley.server.security;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Makes sealing keys and takes them out of use; each change is in Redis when it returns. */
public final class SealDesk {
    private static final int SEALS_MAX = 32;

    private final SharedKeys keys;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public SealDesk(SharedKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Sees to it that there is one. */
    public void provide() throws KeyException, InterruptedException {
        if (keys.current().seals().isEmpty()) {
            Seal ignored = rotate();
        }
    }

    /** A new key, which soon is the one that seals. */
    public Seal rotate() throws KeyException, InterruptedException {
        List<Seal> before = keys.current().seals();
        if (before.size() >= SEALS_MAX) {
            throw new KeyException("there are " + SEALS_MAX
                    + " sealing keys, and no more fit; drop some whose tokens need not be good any more");
        }
        Seal seal = Seal.random(before, clock.millis(), random);
        keys.add(KeyRing.entryOf(seal));
        keys.synchronise();
        return seal;
    }

    /** The key whose tokens no longer are good; nothing if there is none of that name. */
    public Optional<Seal> drop(String name) throws KeyException, InterruptedException {
        List<Seal> seals = keys.current().seals();
        Optional<Seal> seal =
                seals.stream().filter(each -> each.name().equals(name)).findFirst();
        if (seal.isEmpty()) {
            return seal;
        }
        if (seal.get().equals(sealing(seals, clock.millis()))) {
            throw new KeyException(
                    "the key '" + name + "' seals now; make another first (./pulley keys rotate-seal), and"
                            + " drop this one when that seals");
        }
        keys.add(KeyRing.dropOf(seal.get(), clock.millis()));
        keys.synchronise();
        return seal;
    }

    /** The newest that all nodes should know; where none is as old as that, the oldest, which is the first that there is. */
    static Seal sealing(List<Seal> seals, long nowMillis) {
        return seals.stream()
                .filter(seal -> seal.sealsFromMillis() <= nowMillis)
                .reduce((older, newer) -> newer)
                .orElseGet(seals::getFirst);
    }

    /** The one that seals now. */
    public Optional<Seal> sealing() {
        List<Seal> seals = keys.current().seals();
        return seals.isEmpty() ? Optional.empty() : Optional.of(sealing(seals, clock.millis()));
    }
}
