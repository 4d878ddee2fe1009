package dev.pulley.server.redis;

import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.KeyLedger;
import dev.pulley.server.ledger.Ledger;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The connections to one Redis, and what is kept there. */
public final class RedisStore implements AutoCloseable {
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int REQUESTS_QUEUED_MAX = 10_000;
    private static final String SEAL = "pulley:seal";

    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> writing;
    private final StatefulRedisConnection<String, byte[]> reading;
    private final RedisLedger ledger;

    private RedisStore(
            RedisClient client,
            StatefulRedisConnection<String, byte[]> writing,
            StatefulRedisConnection<String, byte[]> reading) {
        this.client = client;
        this.writing = writing;
        this.reading = reading;
        this.ledger = new RedisLedger(writing.async(), reading.async());
    }

    /**
     * Connects, and sees to it that this Redis is fit to keep evidence.
     *
     * @throws RedisUnfitException with one line that says what is wrong and what to do
     */
    public static RedisStore connect(String uri) throws RedisUnfitException {
        RedisURI parsed;
        try {
            parsed = RedisURI.create(uri);
        } catch (IllegalArgumentException e) {
            throw new RedisUnfitException("--redis is not a Redis URL: " + e.getMessage());
        }
        parsed.setTimeout(COMMAND_TIMEOUT);
        RedisClient client = RedisClient.create(parsed);
        client.setOptions(options());
        try {
            RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
            StatefulRedisConnection<String, byte[]> writing = client.connect(codec);
            StatefulRedisConnection<String, byte[]> reading = client.connect(codec);
            refuseEviction(writing);
            return new RedisStore(client, writing, reading);
        } catch (RedisException e) {
            client.shutdown(Duration.ZERO, COMMAND_TIMEOUT);
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RedisUnfitException("Redis is not reachable: " + cause.getMessage());
        } catch (RedisUnfitException e) {
            client.shutdown(Duration.ZERO, COMMAND_TIMEOUT);
            throw e;
        }
    }

    /** Nothing is sent again by the client itself: what was not answered is the shipper's to judge. */
    private static ClientOptions options() {
        return ClientOptions.builder()
                .requestQueueSize(REQUESTS_QUEUED_MAX)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
                .build();
    }

    private static void refuseEviction(StatefulRedisConnection<String, byte[]> connection) throws RedisUnfitException {
        Map<String, String> settings;
        try {
            settings = connection.sync().configGet("maxmemory-policy");
        } catch (RedisCommandExecutionException e) {
            // A managed Redis may forbid CONFIG; INFO tells the same.
            settings =
                    Map.of("maxmemory-policy", policyFromInfo(connection.sync().info("memory")));
        }
        String policy = settings.getOrDefault("maxmemory-policy", "noeviction");
        if (!policy.equals("noeviction")) {
            throw new RedisUnfitException("this Redis may evict keys (maxmemory-policy is " + policy
                    + "), which would lose evidence; set it to noeviction");
        }
    }

    private static String policyFromInfo(String info) {
        return info.lines()
                .filter(line -> line.startsWith("maxmemory_policy:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("noeviction");
    }

    public Ledger ledger() {
        return ledger;
    }

    public EvidenceSource evidence() {
        return ledger;
    }

    public KeyLedger keys() {
        return new RedisKeyLedger(reading.async());
    }

    /** The secret that seals tokens, if Redis has one. */
    public Optional<String> seal() {
        return Optional.ofNullable(writing.sync().get(SEAL)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** Keeps a secret, unless there is one; the one that is kept then. */
    public String keepSeal(String secret) {
        writing.sync().set(SEAL, secret.getBytes(StandardCharsets.UTF_8), SetArgs.Builder.nx());
        return seal().orElse(secret);
    }

    @Override
    public void close() {
        writing.close();
        reading.close();
        client.shutdown(Duration.ZERO, COMMAND_TIMEOUT);
    }
}
