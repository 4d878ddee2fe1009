package dev.pulley.server.app;

import dev.pulley.server.redis.RedisAwayException;
import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.token.SealKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the key that seals tokens: from the environment; else the one that this Redis has, or this folder, which are
 * brought to agree; else a new one.
 */
final class Seals {
    private static final int MADE_HERE = 1;
    private static final int FROM_ENVIRONMENT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Seals.class);

    private Seals() {}

    static SealKey find(Optional<String> given, DataFolder folder, RedisStore redis) throws StartException {
        if (given.isPresent()) {
            return new SealKey(FROM_ENVIRONMENT, sha256(given.get()));
        }
        try {
            Optional<String> kept = folder.seal();
            if (kept.isPresent() && !redis.isConnected()) {
                return new SealKey(MADE_HERE, HexFormat.of().parseHex(kept.get()));
            }
            byte[] random = new byte[SealKey.SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            String secret = redis.keepSeal(kept.orElseGet(() -> HexFormat.of().formatHex(random)));
            if (!kept.equals(Optional.of(secret))) {
                folder.keepSeal(secret);
            }
            return new SealKey(MADE_HERE, HexFormat.of().parseHex(secret));
        } catch (RedisAwayException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new StartException("the sealing key can't be kept in the data folder: " + e.getMessage());
        }
    }

    /** Gives the key back to a Redis that lost it. */
    static void giveBack(Optional<String> given, DataFolder folder, RedisStore redis) {
        try {
            Optional<String> kept = given.isPresent() ? Optional.empty() : folder.seal();
            kept.ifPresent(secret -> redis.keepingSeal(secret).whenComplete((standing, failure) -> {
                if (failure != null) {
                    LOG.warn("the sealing key could not be given back to Redis", failure);
                }
            }));
        } catch (IOException e) {
            LOG.warn("the sealing key can't be read from the data folder", e);
        }
    }

    /** Gives a Redis the key that some folders keep, which must be one, and the one that it has if it has any. */
    static void giveBack(List<Path> folders, RedisStore redis) throws StartException, RedisAwayException {
        Set<String> kept = new HashSet<>();
        for (Path folder : folders) {
            try {
                DataFolder.sealIn(folder).ifPresent(kept::add);
            } catch (IOException e) {
                throw new StartException("the sealing key can't be read from " + folder + ": " + e.getMessage());
            }
        }
        if (kept.size() > 1) {
            throw new StartException("the folders have different sealing keys; give the folders of one store only");
        }
        for (String secret : kept) {
            if (!redis.keepSeal(secret).equals(secret)) {
                throw new StartException(
                        "this Redis has another sealing key than the folders; name an empty one, or the one"
                                + " that belongs to the folders");
            }
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
