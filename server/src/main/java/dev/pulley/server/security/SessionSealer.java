package dev.pulley.server.security;

import dev.pulley.server.token.SealKey;
import dev.pulley.server.token.SealKeys;
import dev.pulley.server.token.SealSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes sessions as cookies, and reads those that it can vouch for: key id, session id and expiry with HMAC-SHA-256 over
 * them, under a key that is derived from the one that seals tokens. So a cookie is good on every node. Thread-safe.
 */
final class SessionSealer {
    private static final Pattern COOKIE =
            Pattern.compile("(([a-z0-9]{1,32})\\.([0-9a-f]{32})\\.([0-9]{1,15}))\\.([A-Za-z0-9_-]{43})");

    private final SealSource source;
    private volatile Derived derived;

    /** The first secret seals; the others' cookies are still good. */
    private record Derived(SealKeys keys, List<byte[]> secrets) {
        static Derived from(SealKeys keys) {
            return new Derived(keys, keys.all().map(SessionSealer::derived).toList());
        }
    }

    SessionSealer(SealSource source) {
        this.source = source;
        this.derived = Derived.from(source.current());
    }

    @SuppressWarnings("ReferenceEquality") // another object means that something changed, the same that nothing did
    private List<byte[]> secrets() {
        Derived last = derived;
        SealKeys now = source.current();
        if (last.keys != now) {
            last = Derived.from(now);
            derived = last;
        }
        return last.secrets;
    }

    private static byte[] derived(SealKey key) {
        return Hashes.hmac(key.secret(), "pulley sessions".getBytes(StandardCharsets.UTF_8));
    }

    String seal(Session session) {
        String text = session.keyId() + "." + session.id() + "." + session.expiresMillis();
        return text + "." + mac(secrets().getFirst(), text);
    }

    Optional<Session> open(String cookie) {
        Matcher parts = COOKIE.matcher(cookie);
        if (!parts.matches()) {
            return Optional.empty();
        }
        for (byte[] secret : secrets()) {
            byte[] seal = mac(secret, parts.group(1)).getBytes(StandardCharsets.US_ASCII);
            if (MessageDigest.isEqual(seal, parts.group(5).getBytes(StandardCharsets.US_ASCII))) {
                return Optional.of(new Session(parts.group(2), parts.group(3), Long.parseLong(parts.group(4))));
            }
        }
        return Optional.empty();
    }

    private static String mac(byte[] secret, String text) {
        byte[] seal = Hashes.hmac(secret, text.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(seal);
    }
}
