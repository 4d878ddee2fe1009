package dev.pulley.server.app;

import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.token.SealKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Finds the key that seals tokens: from the environment; else the one that this Redis has, or this folder, which are
 * brought to agree; else a new one.
 */
final class Seals {
    private static final int MADE_HERE = 1;
    private static final int FROM_ENVIRONMENT = 2;

    private Seals() {}

    static SealKey find(Optional<String> given, DataFolder folder, RedisStore redis) throws StartException {
        if (given.isPresent()) {
            return new SealKey(FROM_ENVIRONMENT, sha256(given.get()));
        }
        try {
            Optional<String> kept = folder.seal();
            byte[] random = new byte[SealKey.SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            String secret = redis.keepSeal(kept.orElseGet(() -> HexFormat.of().formatHex(random)));
            if (!kept.equals(Optional.of(secret))) {
                folder.keepSeal(secret);
            }
            return new SealKey(MADE_HERE, HexFormat.of().parseHex(secret));
        } catch (IOException e) {
            throw new StartException("the sealing key can't be kept in the data folder: " + e.getMessage());
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
