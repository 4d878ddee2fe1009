package dev.pulley.server.security;

import dev.pulley.server.token.SealKey;
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

    /** The first seals; the others' cookies are still good. */
    private final List<byte[]> secrets;

    SessionSealer(SealKey sealing) {
        secrets = List.of(derived(sealing));
    }

    private static byte[] derived(SealKey key) {
        return Hashes.hmac(key.secret(), "pulley sessions".getBytes(StandardCharsets.UTF_8));
    }

    String seal(Session session) {
        String text = session.keyId() + "." + session.id() + "." + session.expiresMillis();
        return text + "." + mac(secrets.getFirst(), text);
    }

    Optional<Session> open(String cookie) {
        Matcher parts = COOKIE.matcher(cookie);
        if (!parts.matches()) {
            return Optional.empty();
        }
        for (byte[] secret : secrets) {
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
