package dev.pulley.server.app;

import dev.pulley.server.change.ChangeService;
import dev.pulley.server.change.GuardrailWatch;
import dev.pulley.server.copies.Copies;
import dev.pulley.server.copies.Covered;
import dev.pulley.server.decision.ChunkCursors;
import dev.pulley.server.decision.DecisionService;
import dev.pulley.server.demo.Demo;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.http.ApiRouter;
import dev.pulley.server.http.Condition;
import dev.pulley.server.http.StreamPlaces;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalException;
import dev.pulley.server.journal.JournalKeeper;
import dev.pulley.server.journal.Retention;
import dev.pulley.server.ledger.Memory;
import dev.pulley.server.metrics.Metrics;
import dev.pulley.server.privateredis.Options;
import dev.pulley.server.privateredis.Options.Program;
import dev.pulley.server.privateredis.PrivateRedis;
import dev.pulley.server.privateredis.PrivateRedisException;
import dev.pulley.server.redis.RedisAwayException;
import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.redis.RedisUnfitException;
import dev.pulley.server.reward.DecisionLookup;
import dev.pulley.server.reward.RewardService;
import dev.pulley.server.shipper.Shipper;
import dev.pulley.server.snapshot.Refresher;
import dev.pulley.server.snapshot.Upkeep;
import dev.pulley.server.stats.StatsFeed;
import dev.pulley.server.stats.StatsService;
import dev.pulley.server.token.TokenSealer;
import dev.pulley.server.trail.TaskEvents;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs, put together in order, and taken apart in the order that is its reverse. */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final int NODE_ID_BITS = 48;
    private static final Duration FIRST_READ_MAX = Duration.ofSeconds(5);
    private static final Duration STEP_MAX = Duration.ofSeconds(6);
    private static final int IDLE_SECONDS_MAX = 75;
    private static final Duration CLOSED_COPIED_EVERY = Duration.ofMinutes(10);

    /** Something that is running, and how to end it. */
    private record Running(String name, End end) {}

    private interface End {
        void run() throws Exception;
    }

    private final Deque<Running> running = new ArrayDeque<>();
    private final Consumer<String> told;
    private volatile boolean isReady;
    private volatile int port;

    private Server(Consumer<String> told) {
        this.told = told;
    }

    /**
     * Starts all of it, or nothing.
     *
     * @param told is told what the person who started it should know
     */
    static Server start(ServeOptions options, Consumer<String> told) throws StartException {
        Server server = new Server(told);
        boolean isStarted = false;
        try {
            server.startAll(options);
            isStarted = true;
            return server;
        } catch (JournalException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        } finally {
            if (!isStarted) {
                server.giveUp();
            }
        }
    }

    /** The port that it listens on. */
    int port() {
        return port;
    }

    /** Whoever interrupts a start wants it ended, not left half-way. */
    private void giveUp() {
        boolean wasInterrupted = Thread.interrupted();
        stop();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void startAll(ServeOptions options) throws StartException {
        InstantSource clock = Clock.systemUTC();
        // What is quick to look at comes before Redis, so that a start that can't succeed ends before it has begun.
        DataFolder folder = DataFolder.hold(options.data());
        running("the data folder", folder::close);
        int ignored = freePort(options);
        Journal journal =
                Journal.open(folder.journal(), new SecureRandom().nextLong(1L << NODE_ID_BITS), options.journal());
        running("the journal", journal::close);
        JournalKeeper keeper = JournalKeeper.start(journal, clock);
        running("the journal's keeper", keeper::stop);

        Copies copies = Copies.open(folder.copies(), Long.toString(journal.node(), 36), clock);
        RedisStore redis = connect(redisUri(options, folder), copies);
        Guard guard = Guard.start(options, folder.path(), redis.keys(), clock);
        running("the keys", () -> guard.stop(STEP_MAX));
        Refresher refresher = new Refresher(redis.evidence(), copies.remembered(), clock);
        Runnable onLost = () -> {
            refresher.reread();
            copies.recopyClosed();
        };
        Shipper shipper = new Shipper(journal, redis.ledger(), copies, clock, refresher::wake, onLost, guard::look);
        refresher.start();
        running("the refresher", () -> refresher.stop(STEP_MAX));
        Upkeep upkeep = new Upkeep(redis.ledger(), copies, refresher::current, clock);
        upkeep.start();
        running("the upkeep", () -> upkeep.stop(STEP_MAX));
        copies.start(refresher::current, redis.closed(), shipper::shippedTo, CLOSED_COPIED_EVERY);
        running("the copies", () -> copies.stop(STEP_MAX));
        shipper.start();
        keeper.prune(() -> safe(copies.covered()));
        running("the shipper", () -> shipper.stop(STEP_MAX));
        firstLook(redis, shipper, refresher);

        ChunkCursors chunks = new ChunkCursors();
        StampClock stamps = new StampClock(clock);
        ChangeService changes = new ChangeService(refresher, journal, shipper, redis.changeLog(), clock);
        refresher.onBreach(new GuardrailWatch(changes)::breached);
        StatsService stats = new StatsService(refresher::current);
        ApiRouter.Streams streams = new ApiRouter.Streams(
                new StatsFeed(refresher::current, System::nanoTime), new TaskEvents(journal), new StreamPlaces());
        Metrics metrics = new Metrics();
        Gauges.addTo(metrics, journal, shipper, refresher, clock);
        port = listen(
                options,
                loop -> new ApiRouter.Services(
                        guard.safety(),
                        metrics,
                        new DecisionService(
                                refresher::current,
                                journal,
                                chunks,
                                new TokenSealer(guard.seals()),
                                clock,
                                RandomGenerator.of("L64X128MixRandom")),
                        new RewardService(
                                refresher, journal, shipper, new TokenSealer(guard.seals()), stamps, clock, loop),
                        new DecisionLookup(
                                refresher::current, redis.evidence()::standing, new TokenSealer(guard.seals()), loop),
                        changes,
                        stats,
                        streams,
                        refresher::afterLookInTime,
                        () -> new Condition(
                                isReady,
                                journal.unwritableSinceMillis(),
                                shipper.silentSinceMillis(),
                                shipper.stuckSinceMillis(),
                                shipper.isForeign(),
                                shipper.backlog())));
        isReady = true;
        String address = (options.isTls() ? "https://" : "http://") + options.host() + ":" + port;
        boolean isKeyless = guard.safety().admission().isKeyless();
        told.accept("Pulley is ready on " + address
                + (isKeyless ? ", for this machine only and without keys" : ", for those who have a key")
                + "; Ctrl-C stops it.");
        if (options.demo()) {
            Demo demo = Demo.start(URI.create(address), Optional.empty(), told);
            running("the demo", demo::stop);
        }
    }

    private static Retention.Safe safe(Covered copied) {
        return new Retention.Safe(copied.upTo(), copied.closedBeforeMillis());
    }

    /** The Redis that was named, or else one of our own. */
    private String redisUri(ServeOptions options, DataFolder folder) throws StartException {
        if (options.redis().isPresent()) {
            return options.redis().get();
        }
        Options standard = Options.standard();
        Options wanted = options.redisServer()
                .map(program -> standard.withProgram(new Program.Named(Path.of(program))))
                .orElse(standard)
                .withPort(options.redisPort());
        try {
            PrivateRedis redis = PrivateRedis.start(folder.path(), wanted);
            running("the private Redis", redis::stop);
            redis.keepRunning();
            return redis.uri();
        } catch (PrivateRedisException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        }
    }

    /** A server that has been running before starts while Redis is away; a new one has nothing to go on. */
    private RedisStore connect(String uri, Memory memory) throws StartException {
        try {
            RedisStore redis = RedisStore.at(uri);
            running("the connection to Redis", redis::close);
            try {
                redis.connect();
            } catch (RedisAwayException e) {
                if (memory.birth().isEmpty()) {
                    throw new StartException(String.valueOf(e.getMessage()));
                }
                LOG.warn("{}; deciding as it was known last, until it is there", e.getMessage());
                redis.connectWhenItIsThere();
            }
            return redis;
        } catch (RedisUnfitException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        }
    }

    /** Waits for what Redis knows, as long as it is there and may be expected to say it soon. */
    private static void firstLook(RedisStore redis, Shipper shipper, Refresher refresher) throws StartException {
        try {
            if (!redis.isConnected() || !shipper.awaitSynced(FIRST_READ_MAX)) {
                if (shipper.isForeign()) {
                    throw new StartException("this Redis belongs to other servers than this data folder does; give the"
                            + " right --redis or another --data (./pulley rebuild brings the events of a folder into an"
                            + " empty Redis); or another server has the same data folder, or had, as the log says");
                }
                return;
            }
            refresher.afterLook().toCompletableFuture().get(FIRST_READ_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Redis did not tell the tasks in time; beginning with what was known last");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted");
        }
    }

    /**
     * The port that is asked for, if it is free, or any that is. Another may still take it before we listen on it, which is
     * seen then. Vert.x can't choose: its event loops share a port only if it has a number.
     */
    private static int freePort(ServeOptions options) throws StartException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(options.host(), options.port()));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw cannotListen(options, e);
        }
    }

    private static StartException cannotListen(ServeOptions options, Exception e) {
        return new StartException("port " + options.port() + " on " + options.host() + " can't be listened on ("
                + e.getMessage() + "); give --port another");
    }

    /** Listens on every event loop; the port. */
    private int listen(ServeOptions options, Function<Executor, ApiRouter.Services> services) throws StartException {
        int loops = Runtime.getRuntime().availableProcessors();
        System.setProperty(ApiRouter.HEADERS_CACHE_PROPERTY, "true");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
        running("Vert.x", () -> vertx.close().await(STEP_MAX.toMillis(), TimeUnit.MILLISECONDS));
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(freePort(options))
                .setIdleTimeout(IDLE_SECONDS_MAX)
                // HTTP/2 has limits of its own, and errors without a body.
                .setHttp2ClearTextEnabled(false)
                // Nothing here speaks WebSocket, and each request would be asked whether it wants to.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        Tls.addTo(http, options, vertx);
        List<ApiVerticle> verticles = new CopyOnWriteArrayList<>();
        try {
            vertx.deployVerticle(
                            () -> {
                                ApiVerticle verticle = new ApiVerticle(http, services);
                                verticles.add(verticle);
                                return verticle;
                            },
                            new DeploymentOptions().setInstances(loops))
                    .await(STEP_MAX.toMillis(), TimeUnit.MILLISECONDS);
            return verticles.getFirst().port();
        } catch (TimeoutException e) {
            throw new StartException("port " + options.port() + " can't be listened on: no answer");
        } catch (Exception e) {
            // Vert.x throws what went wrong as it is, undeclared: a port that is taken is no RuntimeException.
            throw cannotListen(options, e);
        }
    }

    private void running(String name, End end) {
        running.push(new Running(name, end));
    }

    /** Ends what was started, the last first; one that does not end holds up none of the others. */
    synchronized void stop() {
        isReady = false;
        while (!running.isEmpty()) {
            Running last = running.pop();
            try {
                last.end().run();
            } catch (Exception e) {
                LOG.warn("{} did not end as it should", last.name(), e);
            }
        }
    }
}
