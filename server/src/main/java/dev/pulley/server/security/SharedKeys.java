package dev.pulley.server.security;

import dev.pulley.server.ledger.KeyLedger;
import dev.pulley.server.ledger.KeyLedger.Mark;
import dev.pulley.server.ledger.KeyLedger.Stored;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The keys as this node knows them, which are brought to agree with those in Redis and with the copy in the data folder: what
 * either lacks, it gets. So a Redis that was emptied gets its keys back, and a node that was away learns what it missed.
 * Thread-safe; {@link #synchronise} is for one thread.
 */
public final class SharedKeys {
    private static final long ANSWER_MILLIS_MAX = 3_000;
    private static final int NAME_BYTES = 8;

    private final KeyLedger ledger;
    private final @Nullable KeyFile file;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Object changing = new Object();
    private volatile KeyRing current;
    /** What the copy in the folder says; nothing, where there is none or where it can't be sure. */
    private @Nullable KeyRing kept;

    private volatile boolean isKnown;
    /** Whether something was added here that Redis may not have. */
    private volatile boolean hasNews = true;

    private SharedKeys(KeyLedger ledger, @Nullable KeyFile file, InstantSource clock, Optional<KeyRing> copy) {
        this.ledger = ledger;
        this.file = file;
        this.clock = clock;
        this.current = copy.orElse(KeyRing.EMPTY);
        this.kept = copy.orElse(null);
        this.isKnown = copy.isPresent();
    }

    /**
     * The keys as the folder's copy has them.
     *
     * @param file the copy; null where there is no data folder
     */
    public static SharedKeys open(KeyLedger ledger, @Nullable KeyFile file, InstantSource clock) throws KeyException {
        return new SharedKeys(ledger, file, clock, file == null ? Optional.empty() : file.read());
    }

    /** The keys as a copy has them that is read and not written, to be given to Redis. */
    public static SharedKeys ofCopy(KeyLedger ledger, KeyFile copy, InstantSource clock) throws KeyException {
        return new SharedKeys(ledger, null, clock, copy.read());
    }

    public KeyRing current() {
        return current;
    }

    /** Whether it is known which keys there are, be it that there are none; until then nobody may be let in. */
    public boolean isKnown() {
        return isKnown;
    }

    /** Brings the three to agree. When it fails, all stay as they are, and it may be tried again. */
    public void synchronise() throws KeyException, InterruptedException {
        Optional<Mark> mark = get(ledger.mark());
        KeyRing ours = current;
        boolean isSame = mark.equals(markOf(ours)) && !hasNews;
        if (!isSame || !isKnown) {
            hasNews = false;
            boolean hasAgreed = false;
            try {
                agree(get(ledger.read()));
                hasAgreed = true;
            } finally {
                hasNews |= !hasAgreed;
            }
        }
        isKnown = true;
        keepCopy();
    }

    private void agree(Optional<Stored> stored) throws KeyException, InterruptedException {
        KeyRing ours = current;
        if (stored.isEmpty() && ours.entries().isEmpty()) {
            return;
        }
        if (stored.isPresent()
                && ours.name() != null
                && !stored.get().mark().set().equals(ours.name())) {
            throw foreign();
        }
        long now = clock.millis();
        String name = stored.map(found -> found.mark().set()).orElseGet(() -> nameOf(ours));
        Map<String, String> there = stored.map(Stored::entries).orElse(Map.of());
        KeyRing theirs =
                KeyRing.of(name, stored.map(found -> found.mark().change()).orElse(""), there);
        Map<String, String> lacking =
                new HashMap<>(ours.without(ours.expired(now)).entries());
        lacking.keySet().removeAll(there.keySet());
        List<String> outdated = theirs.expired(now);
        if (!lacking.isEmpty() || !outdated.isEmpty()) {
            Stored after = get(ledger.add(new Mark(name, randomName()), lacking, outdated));
            if (!after.mark().set().equals(name)) {
                if (ours.name() != null) {
                    throw foreign();
                }
                // Somebody else began a set in this very moment, and we belong to none yet.
                agree(Optional.of(after));
                return;
            }
            theirs = KeyRing.of(name, after.mark().change(), after.entries());
        }
        synchronized (changing) {
            KeyRing merged = theirs.with(current.entries());
            current = merged.without(merged.expired(now));
        }
    }

    private static KeyException foreign() {
        return new KeyException(
                "the keys in this data folder are those of another Pulley than the one of this Redis; name"
                        + " the folder or the Redis that belongs to it, or remove the file 'keys' from the folder if it is to join");
    }

    private String nameOf(KeyRing ring) {
        String name = ring.name();
        return name != null ? name : randomName();
    }

    private String randomName() {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Optional<Mark> markOf(KeyRing ring) {
        String name = ring.name();
        return name == null ? Optional.empty() : Optional.of(new Mark(name, ring.change()));
    }

    private void keepCopy() throws KeyException {
        KeyRing now = current;
        if (file != null && (kept == null || !sameAs(now, kept))) {
            file.write(now);
            kept = now;
        }
    }

    private static boolean sameAs(KeyRing one, KeyRing other) {
        return markOf(one).equals(markOf(other)) && one.entries().equals(other.entries());
    }

    /** Adds entries here at once, and elsewhere when it is next synchronised. */
    void add(Map<String, String> entries) {
        synchronized (changing) {
            current = current.with(entries);
        }
        hasNews = true;
    }

    private static <T> T get(CompletionStage<T> stage) throws KeyException, InterruptedException {
        try {
            return stage.toCompletableFuture().get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw KeyException.passing("the keys can't be read: Redis says: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw KeyException.passing("the keys can't be read: Redis does not answer", e);
        }
    }
}
