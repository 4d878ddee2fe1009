package dev.pulley.server.app;

import dev.pulley.server.token.SealKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The sealing keys that follow from secrets which a person chose, the same on every node that is given them. */
final class GivenSeals {
    private GivenSeals() {}

    static List<SealKey> of(List<String> secrets) {
        return secrets.stream().map(GivenSeals::key).toList();
    }

    private static SealKey key(String secret) {
        // Of what the number is made must tell nothing of the key.
        return new SealKey(sha256("number of " + secret)[0] & 0xff, sha256(secret));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
