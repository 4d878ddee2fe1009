package dev.pulley.server.privateredis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running Redis of one data folder. It outlives this process if that is killed, and is then taken over by the next start;
 * {@link #stop()} is what ends it.
 */
public final class PrivateRedis {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateRedis.class);
    /** To sync what was appended takes a moment on a slow disk. */
    private static final long STOP_LIMIT_MILLIS = 10_000;

    private static final long KILL_LIMIT_MILLIS = 2_000;

    private static final long LOOK_MILLIS = 250;

    private final RedisFolder folder;
    private final Options options;
    private final FolderClaim claim;
    private final CountDownLatch ending = new CountDownLatch(1);
    private volatile Start.Running running;
    private boolean isStopped;

    private PrivateRedis(RedisFolder folder, Options options, FolderClaim claim) throws PrivateRedisException {
        this.folder = folder;
        this.options = options;
        this.claim = claim;
        this.running = new Start(folder, options).run();
    }

    /**
     * Starts the Redis of {@code dataFolder}, or takes over the one that a killed Pulley left. When this returns, Redis has read
     * its data and answers.
     */
    public static PrivateRedis start(Path dataFolder, Options options) throws PrivateRedisException {
        RedisFolder folder = RedisFolder.open(dataFolder);
        FolderClaim claim = FolderClaim.take(folder);
        boolean isStarted = false;
        try {
            PrivateRedis redis = new PrivateRedis(folder, options, claim);
            isStarted = true;
            return redis;
        } finally {
            if (!isStarted) {
                release(claim);
            }
        }
    }

    /**
     * Where and with which password to connect to the Redis of a folder if it runs, for somebody who does no more than that;
     * not for logs. Nothing if none answers as that folder's own.
     */
    public static Optional<String> uriOfRunning(Path dataFolder, Options options) throws PrivateRedisException {
        if (!Files.isDirectory(dataFolder.resolve("redis"))) {
            return Optional.empty();
        }
        RedisFolder folder = RedisFolder.open(dataFolder);
        Identity identity = folder.identity();
        int port = options.port() == 0 ? identity.port() : options.port();
        for (Endpoint endpoint : List.of(Endpoint.UnixSocket.of(folder), new Endpoint.LoopbackPort(port))) {
            if (Finding.at(endpoint, identity, folder) instanceof Finding.Own own && !own.isLoading()) {
                return Optional.of(endpoint.uri(identity.password()));
            }
        }
        return Optional.empty();
    }

    /** Starts it again whenever it has ended without being told to, until {@link #stop()}; at the same place. */
    public void keepRunning() {
        Thread.ofPlatform().name("pulley-private-redis").daemon().start(() -> {
            boolean isTold = false;
            while (!isEndingAfter(LOOK_MILLIS)) {
                isTold = isRunningAgain(isTold);
            }
        });
    }

    private boolean isEndingAfter(long millis) {
        try {
            return ending.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Sees to it that Redis runs; whether it was told that it does not. */
    private synchronized boolean isRunningAgain(boolean wasTold) {
        if (isStopped || ServerProcess.isRunning(processId())) {
            return false;
        }
        if (!wasTold) {
            LOG.warn("The private Redis (process {}) has ended; starting it again", processId());
        }
        try {
            untie();
            running = new Start(folder, options).run();
            return false;
        } catch (PrivateRedisException e) {
            if (!wasTold) {
                LOG.error("The private Redis can't be started again; still trying: {}", e.getMessage());
            }
            return true;
        }
    }

    /** Where and with which password to connect; not for logs. */
    public String uri() {
        return running.endpoint().uri(running.identity().password());
    }

    /** Whether it ran already. */
    public boolean adopted() {
        return running.isAdopted();
    }

    /** Such as {@code Redis 7.0.15}. */
    public String version() {
        return running.redis().version().toString();
    }

    public long processId() {
        return running.redis().processId();
    }

    /** Ends Redis, with all that it was told on disk, and lets another Pulley have the folder. A second call does nothing. */
    public synchronized void stop() {
        ending.countDown();
        if (isStopped) {
            return;
        }
        isStopped = true;
        try {
            shutDown();
            if (!ServerProcess.awaitEnd(processId(), STOP_LIMIT_MILLIS)) {
                LOG.warn(
                        "The private Redis (process {}) did not end within {} ms and is killed",
                        processId(),
                        STOP_LIMIT_MILLIS);
                if (!ServerProcess.kill(processId(), running.titleEnd(), KILL_LIMIT_MILLIS)) {
                    LOG.error("The private Redis (process {}) cannot be ended", processId());
                }
            }
        } catch (PrivateRedisException e) {
            LOG.warn(
                    "The private Redis (process {}) was told to end, but not waited for: {}",
                    processId(),
                    e.getMessage());
        } finally {
            untie();
            release(claim);
        }
    }

    /** With an append-only file SHUTDOWN syncs all that was written; a snapshot beside it would only take time. */
    private void shutDown() {
        try (Conversation redis = Conversation.open(running.endpoint().address(), Finding.ANSWER_LIMIT_MILLIS)) {
            if (!redis.ask("AUTH", running.identity().password()).isError()) {
                LOG.warn(
                        "The private Redis refuses to end: {}",
                        redis.ask("SHUTDOWN").text());
            }
        } catch (IOException e) {
            // The answer to SHUTDOWN is that the connection ends; whether Redis did is seen by its process.
        }
    }

    private void untie() {
        Process tie = running.tie();
        if (tie != null) {
            tie.destroyForcibly();
        }
    }

    private static void release(FolderClaim claim) {
        try {
            claim.close();
        } catch (IOException e) {
            LOG.warn("The claim on the folder of the private Redis could not be released", e);
        }
    }
}
