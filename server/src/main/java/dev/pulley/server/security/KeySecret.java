package dev.pulley.server.security;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** The text of a key, which its owner is shown once and we never keep: a prefix that tells what it is, and 256 random bits. */
final class KeySecret {
    private static final String PREFIX = "plk_";
    private static final int BYTES = 32;
    /** Base64 without padding. */
    private static final int LENGTH = PREFIX.length() + (BYTES * 8 + 5) / 6;

    private KeySecret() {}

    static String random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a text may be a key; what can't be is not worth a hash. */
    static boolean isPossible(String text) {
        return text.length() == LENGTH && text.startsWith(PREFIX);
    }

    /**
     * What is kept of a key. A hash without salt or stretching will do, since nobody can try 256 random bits; and a look-up by
     * the hash takes no time that would tell how near a guess came.
     */
    static String hash(String text) {
        return HexFormat.of().formatHex(Hashes.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }
}
