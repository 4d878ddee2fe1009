package dev.pulley.server.security;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose key is shown, and recognises one that was shown lately: an app shows the same with each request, and to hash it
 * each time costs about as much as to decide. Whatever changes about keys makes it forget them all. Texts are compared in a time
 * that does not tell how near a guess came. Not thread-safe: one to an event loop.
 */
public final class Recognition {
    /** A power of two; of two keys that fall into one place the later is remembered. */
    private static final int REMEMBERED_MAX = 64;

    private record Known(String text, Caller caller) {}

    private final Supplier<KeyRing> keys;
    private final @Nullable Known[] known = new Known[REMEMBERED_MAX];
    private @Nullable KeyRing ring;

    Recognition(Supplier<KeyRing> keys) {
        this.keys = keys;
    }

    /** Whose key this is; null, if it is nobody's that may still be used. */
    @SuppressWarnings("ReferenceEquality") // a ring never changes: another object means that something may have
    public @Nullable Caller caller(String text) {
        KeyRing now = keys.get();
        if (now != ring) {
            Arrays.fill(known, null);
            ring = now;
        }
        int place = text.hashCode() & (REMEMBERED_MAX - 1);
        Known before = known[place];
        if (before != null && isSame(before.text(), text)) {
            return before.caller();
        }
        Optional<Key> key = now.key(text);
        if (key.isEmpty()) {
            return null;
        }
        Caller caller = Caller.of(key.get(), null);
        known[place] = new Known(text, caller);
        return caller;
    }

    private static boolean isSame(String one, String other) {
        if (one.length() != other.length()) {
            return false;
        }
        int differences = 0;
        for (int i = 0; i < one.length(); i++) {
            differences |= one.charAt(i) ^ other.charAt(i);
        }
        return differences == 0;
    }
}
