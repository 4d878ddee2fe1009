package dev.pulley.server.redis;

import dev.pulley.server.ledger.ChangeLog;
import dev.pulley.server.ledger.ClosedLedger;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.KeyLedger;
import dev.pulley.server.ledger.Ledger;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to one Redis, alone, behind Sentinels or in a cluster, and what is kept there. */
public final class RedisStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisStore.class);

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ATTEMPT_INTERVAL = Duration.ofSeconds(1);
    /** Lettuce would wait for up to half a minute between two attempts, and so long after a Redis that is back. */
    private static final Delay RECONNECT_DELAY =
            Delay.exponential(Duration.ofMillis(1), Duration.ofMillis(250), 2, TimeUnit.MILLISECONDS);

    private static final Duration TOPOLOGY_INTERVAL = Duration.ofSeconds(5);
    private static final int REQUESTS_QUEUED_MAX = 10_000;
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final Connection writing = new Connection();
    /** Apart, so that a large read holds no write up. */
    private final Connection reading = new Connection();

    private final RedisLedger ledger = new RedisLedger(writing, InstantSource.system());
    private final RedisEvidenceSource evidence = new RedisEvidenceSource(reading, InstantSource.system());
    private final CountDownLatch closed = new CountDownLatch(1);

    private RedisStore(ClientResources resources, AbstractRedisClient client) {
        this.resources = resources;
        this.client = client;
    }

    /**
     * Knows where Redis is, and does nothing yet.
     *
     * @throws RedisUnfitException with one line that says what is wrong with the URL
     */
    public static RedisStore at(String uri) throws RedisUnfitException {
        RedisUri parsed = RedisUri.parse(uri, COMMAND_TIMEOUT);
        ClientResources resources = ClientResources.builder()
                .nettyCustomizer(new FlushedTogether())
                .reconnectDelay(RECONNECT_DELAY)
                .build();
        if (parsed.isCluster()) {
            RedisClusterClient cluster = RedisClusterClient.create(resources, parsed.nodes());
            // Connections to the nodes of a cluster are opened when they are first used; that use must not be refused.
            cluster.setOptions(ClusterClientOptions.builder(options(ClientOptions.DisconnectedBehavior.ACCEPT_COMMANDS))
                    .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                            .enablePeriodicRefresh(TOPOLOGY_INTERVAL)
                            .build())
                    .build());
            return new RedisStore(resources, cluster);
        }
        RedisClient single = new AsyncClient(resources, parsed.nodes().getFirst());
        single.setOptions(options(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS));
        return new RedisStore(resources, single);
    }

    /** Nothing is sent again by the client itself: what was not answered is the shipper's to judge. */
    private static ClientOptions options(ClientOptions.DisconnectedBehavior whileDisconnected) {
        return ClientOptions.builder()
                .requestQueueSize(REQUESTS_QUEUED_MAX)
                .disconnectedBehavior(whileDisconnected)
                .replayFilter(command -> true)
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
                .build();
    }

    /**
     * Connects, and sees to it that this Redis is fit to keep evidence. From then on a connection that is lost is made again.
     *
     * @throws RedisAwayException when it can't be reached
     * @throws RedisUnfitException with one line that says what is wrong with it and what to do
     */
    public void connect() throws RedisAwayException, RedisUnfitException {
        try {
            if (!reading.isOpen()) {
                open(reading);
            }
            refuseEviction();
            open(writing);
        } catch (RedisException e) {
            throw new RedisAwayException("Redis is not reachable: " + reason(e));
        }
    }

    private void open(Connection connection) {
        switch (client) {
            case RedisClusterClient cluster -> {
                cluster.refreshPartitions();
                connection.open(cluster.connect(CODEC));
            }
            case RedisClient single -> connection.open(single.connect(CODEC));
            default -> throw new IllegalStateException("there is no third kind of client");
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    public boolean isConnected() {
        return writing.isOpen();
    }

    /** Tries to connect until that succeeds, on a thread of its own. */
    public void connectWhenItIsThere() {
        Thread.ofPlatform().name("pulley-redis").daemon().start(() -> {
            String lastReason = "";
            while (!isClosedAfter(ATTEMPT_INTERVAL)) {
                try {
                    connect();
                    LOG.info("connected to Redis");
                    return;
                } catch (RedisAwayException | RedisUnfitException e) {
                    String now = String.valueOf(e.getMessage());
                    if (!now.equals(lastReason)) {
                        LOG.warn("{}; trying again", now);
                    }
                    lastReason = now;
                }
            }
        });
    }

    private boolean isClosedAfter(Duration wait) {
        try {
            return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void refuseEviction() throws RedisAwayException, RedisUnfitException {
        // A managed Redis may forbid CONFIG; INFO tells the same.
        Map<String, String> settings = get(reading.use(redis -> redis.configGet("maxmemory-policy")
                .handle((found, failure) -> Optional.ofNullable(found))
                .thenCompose(found -> found.isPresent()
                        ? done(found.get())
                        : redis.info("memory").thenApply(RedisStore::policyFromInfo))));
        String policy = settings.getOrDefault("maxmemory-policy", "noeviction");
        if (!policy.equals("noeviction")) {
            throw new RedisUnfitException("this Redis may evict keys (maxmemory-policy is " + policy
                    + "), which would lose evidence; set it to noeviction");
        }
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedStage(value);
    }

    private static Map<String, String> policyFromInfo(String info) {
        return info.lines()
                .filter(line -> line.startsWith("maxmemory_policy:"))
                .findFirst()
                .map(line -> Map.of(
                        "maxmemory-policy",
                        line.substring(line.indexOf(':') + 1).strip()))
                .orElse(Map.of());
    }

    public Ledger ledger() {
        return ledger;
    }

    public ClosedLedger closed() {
        return new RedisClosedLedger(reading, InstantSource.system());
    }

    public EvidenceSource evidence() {
        return evidence;
    }

    public KeyLedger keys() {
        return new RedisKeyLedger(reading);
    }

    public ChangeLog changeLog() {
        return new RedisChangeLog(reading);
    }

    private static <T> T get(CompletionStage<T> stage) throws RedisAwayException {
        try {
            return stage.toCompletableFuture().get(2 * COMMAND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new RedisAwayException("Redis does not answer: " + reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisAwayException("interrupted");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        writing.close();
        reading.close();
        client.shutdown(Duration.ZERO, COMMAND_TIMEOUT);
        resources
                .shutdown(0, COMMAND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(COMMAND_TIMEOUT.toMillis());
    }
}
