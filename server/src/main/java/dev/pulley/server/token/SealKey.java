package dev.pulley.server.token;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The secret that seals tokens, and the number by which a token names it.
 *
 * @param id 0 to 255
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out of this package
public record SealKey(int id, byte[] secret) {
    public static final int SECRET_BYTES = 32;

    public SealKey {
        if (id < 0 || id > 255) {
            throw new IllegalArgumentException("id must be from 0 to 255: " + id);
        }
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException("secret must have at least " + SECRET_BYTES + " bytes");
        }
        secret = secret.clone();
    }

    public static SealKey random(int id, SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new SealKey(id, secret);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealKey that && id == that.id && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return 31 * id + Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "SealKey[" + id + "]";
    }
}
