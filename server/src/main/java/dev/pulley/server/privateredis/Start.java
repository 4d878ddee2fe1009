package dev.pulley.server.privateredis;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One start of a folder's Redis. It is safe when a Redis was left there, since
 * <ol>
 *   <li>one Pulley at a time starts here, by the folder's claim;
 *   <li>what answers is taken over only if password, id, folder and lock agree; with a stranger nothing is done at all;
 *   <li>a new one gets the lock before it touches socket or data, and Redis keeps it for as long as it lives;
 *   <li>who holds the lock but gives no answer has time to end or to answer, and is then ended, if its title shows that it is ours.
 * </ol>
 */
final class Start {
    /** What is running after a start. */
    record Running(
            Endpoint endpoint,
            Identity identity,
            Finding.Own redis,
            boolean isAdopted,
            @Nullable Process tie) {
        String titleEnd() {
            return identity.titleEnd(endpoint);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Start.class);
    private static final long ANSWER_LIMIT_MILLIS = 3_000;
    /** The folder's data may be large; Redis reads about a hundred megabytes a second. */
    private static final long LOAD_LIMIT_MILLIS = 600_000;

    private static final long LOAD_REPORT_MILLIS = 5_000;
    private static final long LOCK_PATIENCE_MILLIS = 1_000;
    private static final long END_LIMIT_MILLIS = 1_000;

    private final RedisFolder folder;
    private final Options options;
    private final StartScript script;

    Start(RedisFolder folder, Options options) {
        this.folder = folder;
        this.options = options;
        this.script = new StartScript(folder, options.programFolders());
    }

    Running run() throws PrivateRedisException {
        Identity former = folder.identity();
        Identity identity = settlePort(former);
        Endpoint endpoint = endpoint(identity);
        Deadline patience = new Deadline(LOCK_PATIENCE_MILLIS);
        boolean hasEndedHolder = false;
        while (true) {
            switch (Finding.at(endpoint, identity, folder)) {
                case Finding.Own own -> {
                    if (script.isLockHeld()) {
                        return adopt(endpoint, identity, own);
                    }
                    LOG.warn("Restarting a Redis that does not hold the lock {}", folder.serverLock());
                    end(own.processId(), identity.titleEnd(endpoint));
                }
                case Finding.Stranger stranger -> throw stranger(endpoint, stranger);
                case Finding.Silence silence -> {
                    Optional<Running> running = launch(endpoint, identity);
                    if (running.isPresent()) {
                        return running.get();
                    }
                    if (patience.isOver()) {
                        if (hasEndedHolder) {
                            throw lockHeld();
                        }
                        endSilentHolder(former, endpoint);
                        hasEndedHolder = true;
                        patience = new Deadline(LOCK_PATIENCE_MILLIS);
                    }
                    patience.pause();
                }
            }
        }
    }

    private Endpoint endpoint(Identity identity) throws PrivateRedisException {
        if (!script.canLock()) {
            return new Endpoint.LoopbackPort(identity.port());
        }
        return options.port() == 0 ? Endpoint.UnixSocket.of(folder) : new Endpoint.LoopbackPort(options.port());
    }

    /** Where the port is the lock, a Redis on the port before must end before another port is the folder's. */
    private Identity settlePort(Identity former) throws PrivateRedisException {
        if (options.port() == 0 || options.port() == former.port()) {
            return former;
        }
        Endpoint before = new Endpoint.LoopbackPort(former.port());
        if (!script.canLock() && Finding.at(before, former, folder) instanceof Finding.Own own) {
            end(own.processId(), former.titleEnd(before));
        }
        return folder.movedTo(options.port());
    }

    private Running adopt(Endpoint endpoint, Identity identity, Finding.Own found) throws PrivateRedisException {
        Process tie = options.dieWithParent() ? script.watch(found.processId()) : null;
        Finding.Own ready = awaitReady(endpoint, identity, () -> !ServerProcess.isRunning(found.processId()))
                .orElseThrow(
                        () -> new PrivateRedisException("the private Redis that was left running in " + folder.path()
                                + " ended or does not get ready; start again, and see its log " + folder.log()));
        LOG.debug("Took over {} (process {}) in {}", ready.version(), ready.processId(), folder.path());
        return new Running(endpoint, identity, ready, true, tie);
    }

    /** Nothing if another process holds the lock. */
    private Optional<Running> launch(Endpoint endpoint, Identity identity) throws PrivateRedisException {
        ServerProgram program = ServerProgram.choose(options, folder);
        folder.recordWriter(program.version());
        boolean daemonize = script.mustDaemonize(options.dieWithParent());
        folder.writeConfiguration(identity, endpoint, daemonize);
        long logPosition = folder.prepareLog();
        Process process = script.start(program, options.dieWithParent());
        boolean isReady = false;
        try {
            Optional<Finding.Own> redis = awaitReady(endpoint, identity, () -> hasEnded(process, daemonize));
            isReady = redis.isPresent();
            if (!isReady && hasLostLock(process)) {
                return Optional.empty();
            }
            if (redis.isEmpty()) {
                String ending = process.isAlive()
                        ? "no answer within " + ANSWER_LIMIT_MILLIS + " ms"
                        : "it ended with " + process.exitValue();
                throw FailedStart.of(program, folder, endpoint, folder.logSince(logPosition), ending);
            }
            LOG.debug(
                    "Started {} ({}, process {}) in {}",
                    redis.get().version(),
                    program.path(),
                    redis.get().processId(),
                    folder.path());
            return Optional.of(
                    new Running(endpoint, identity, redis.get(), false, options.dieWithParent() ? process : null));
        } finally {
            if (!isReady) {
                abandon(process, identity.titleEnd(endpoint));
            }
        }
    }

    /** Leaves no Redis behind of which nobody would know. */
    private static void abandon(Process process, String titleEnd) throws PrivateRedisException {
        boolean isDaemon = !process.isAlive() && process.exitValue() == 0;
        process.destroyForcibly();
        if (isDaemon) {
            for (long processId : ServerProcess.titled(titleEnd)) {
                ServerProcess.kill(processId, titleEnd, END_LIMIT_MILLIS);
            }
        }
    }

    /** One that leaves the terminal by itself ends well, and goes on as another process. */
    private static boolean hasEnded(Process process, boolean daemonize) {
        return !process.isAlive() && !(daemonize && process.exitValue() == 0);
    }

    private static boolean hasLostLock(Process process) {
        return !process.isAlive() && process.exitValue() == StartScript.LOCK_HELD;
    }

    /** Nothing if the process ended, or gave no answer in time. */
    private Optional<Finding.Own> awaitReady(Endpoint endpoint, Identity identity, BooleanSupplier hasEnded)
            throws PrivateRedisException {
        Deadline answer = new Deadline(ANSWER_LIMIT_MILLIS);
        Deadline load = new Deadline(LOAD_LIMIT_MILLIS);
        long reportMillis = LOAD_REPORT_MILLIS;
        boolean isLoading = false;
        while (!(isLoading ? load : answer).isOver()) {
            // Looked at before asking, so that an answer given just before the end is not taken for silence.
            boolean isOver = hasEnded.getAsBoolean();
            switch (Finding.at(endpoint, identity, folder)) {
                case Finding.Own own
                when !own.isLoading() -> {
                    return Optional.of(own);
                }
                case Finding.Own own -> isLoading = true;
                case Finding.Stranger stranger -> throw stranger(endpoint, stranger);
                case Finding.Silence silence -> {
                    if (isOver) {
                        return Optional.empty();
                    }
                }
            }
            if (isLoading && load.spentMillis() > reportMillis) {
                LOG.info("The private Redis is reading its data ({} s so far)", load.spentMillis() / 1_000);
                reportMillis += LOAD_REPORT_MILLIS;
            }
            load.pause();
        }
        return Optional.empty();
    }

    /** It may hang, or listen at another place than it would now. */
    private void endSilentHolder(Identity former, Endpoint endpoint) throws PrivateRedisException {
        Set<Endpoint> places = new LinkedHashSet<>(
                List.of(endpoint, Endpoint.UnixSocket.of(folder), new Endpoint.LoopbackPort(former.port())));
        boolean hasEndedOne = false;
        for (Endpoint place : places) {
            String titleEnd = former.titleEnd(place);
            for (long processId : ServerProcess.titled(titleEnd)) {
                LOG.warn("Restarting the Redis of {} (process {}), which gives no answer", folder.path(), processId);
                end(processId, titleEnd);
                hasEndedOne = true;
            }
        }
        if (!hasEndedOne) {
            throw lockHeld();
        }
    }

    private void end(long processId, String titleEnd) throws PrivateRedisException {
        if (!ServerProcess.end(processId, titleEnd, END_LIMIT_MILLIS)) {
            throw new PrivateRedisException("cannot end the Redis that was left running in " + folder.path()
                    + " (process " + processId + "); end it, then start again");
        }
    }

    private PrivateRedisException lockHeld() {
        return new PrivateRedisException("another process holds the lock of the private Redis, " + folder.serverLock()
                + ", and does not answer; find it with: fuser " + folder.serverLock() + ", end it, then start again");
    }

    private PrivateRedisException stranger(Endpoint endpoint, Finding.Stranger stranger) {
        String way = endpoint instanceof Endpoint.LoopbackPort
                ? "name a free port with --redis-port"
                : "end it, then start again";
        return new PrivateRedisException("what answers at " + endpoint + ", where the private Redis of " + folder.path()
                + " must listen, is " + stranger.why() + "; " + way);
    }
}
