package dev.pulley.server.security;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes and revokes keys, for the person who runs the server; each change is in Redis when it returns. */
public final class KeyDesk {
    private static final int ID_BYTES = 6;

    private final SharedKeys keys;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public KeyDesk(SharedKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A new key.
     *
     * @param text which is not kept, so this is the time to tell it
     */
    public record Made(Key key, String text) {}

    /**
     * Makes a key.
     *
     * @throws IllegalArgumentException naming what is wrong with what was asked
     */
    public Made create(Tenant tenant, Set<Role> roles, @Nullable String source, double trust)
            throws KeyException, InterruptedException {
        KeyRing before = keys.current();
        if (before.keys().size() >= KeyRing.KEYS_MAX) {
            throw new KeyException("there are " + KeyRing.KEYS_MAX + " keys, revoked ones too, and no more fit");
        }
        Optional<Key> namesake = before.keys().stream()
                .filter(key -> key.tenant().number() == tenant.number()
                        && !key.tenant().equals(tenant))
                .findFirst();
        if (namesake.isPresent()) {
            throw new KeyException("the tenant name '" + tenant.name() + "' can't be told from '"
                    + namesake.get().tenant().name() + "' in tokens; choose another");
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String text = KeySecret.random(random);
        Key key = new Key(
                "k" + HexFormat.of().formatHex(id), KeySecret.hash(text), tenant, roles, source, trust, clock.millis());
        keys.add(KeyRing.entryOf(key));
        keys.synchronise();
        return new Made(key, text);
    }

    /** The key that no longer is good; nothing if there is none with this id. A second time changes nothing. */
    public Optional<Key> revoke(String id) throws KeyException, InterruptedException {
        Optional<Key> key = keys.current().withId(id);
        if (key.isPresent()) {
            keys.add(KeyRing.revocationOf(key.get(), clock.millis()));
            keys.synchronise();
        }
        return key;
    }
}
