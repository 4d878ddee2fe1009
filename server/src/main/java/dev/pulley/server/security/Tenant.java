package dev.pulley.server.security;

import dev.pulley.server.task.Names;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Whom tasks belong to. The number, which tokens and the keys in Redis hold, follows from the name, so that nothing that
 * is lost can give it to somebody else: the default tenant has 1, any other the first 31 bits of the name's SHA-256,
 * kept clear of 0 and 1. Among a thousand names two share a number with a probability of 1 in 4,000; the second of them
 * is refused a key.
 */
public record Tenant(String name, int number) {
    public static final String DEFAULT_NAME = "default";
    /** Whom everything belongs to where there are no keys. */
    public static final Tenant DEFAULT = new Tenant(DEFAULT_NAME, 1);

    private static final int RESERVED = 2;

    public static Tenant named(String name) {
        if (!Names.isName(name)) {
            throw new IllegalArgumentException("tenant: " + Names.RULE);
        }
        if (name.equals(DEFAULT_NAME)) {
            return DEFAULT;
        }
        byte[] hash = Hashes.sha256(("pulley tenant " + name).getBytes(StandardCharsets.UTF_8));
        int bits = ByteBuffer.wrap(hash).getInt() & Integer.MAX_VALUE;
        return new Tenant(name, bits % (Integer.MAX_VALUE - RESERVED) + RESERVED);
    }
}
