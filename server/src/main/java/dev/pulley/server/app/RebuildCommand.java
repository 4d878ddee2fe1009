package dev.pulley.server.app;

import dev.pulley.server.privateredis.Options;
import dev.pulley.server.privateredis.Options.Program;
import dev.pulley.server.privateredis.PrivateRedis;
import dev.pulley.server.privateredis.PrivateRedisException;
import dev.pulley.server.rebuild.Comparison;
import dev.pulley.server.rebuild.Comparison.Difference;
import dev.pulley.server.rebuild.Comparison.Subject;
import dev.pulley.server.rebuild.Progress;
import dev.pulley.server.rebuild.Rebuild;
import dev.pulley.server.rebuild.RebuildException;
import dev.pulley.server.redis.RedisAwayException;
import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.redis.RedisUnfitException;
import dev.pulley.server.security.KeyException;
import dev.pulley.server.security.KeyFile;
import dev.pulley.server.security.SharedKeys;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** {@code ./pulley rebuild}: brings what the data folders have into a Redis that lost it, or tells what it would differ in. */
final class RebuildCommand {
    static final String USAGE = """
            Usage: ./pulley rebuild FOLDER... [--redis URL | --data FOLDER] [--dry-run]

            Brings the events, the tasks and the keys in the data folders of all servers of a store into an empty
            Redis. Stop the servers first. What breaks off is simply run again: nothing counts twice.

              --redis URL        the Redis to fill (redis://...)
              --data FOLDER      without --redis: the folder whose private Redis it is (./data)
              --dry-run          write nothing: rebuild into a Redis of its own that is gone afterwards, compare
                                 what it knows with what this Redis knows, and print what differs; the servers may
                                 run, but what happens meanwhile differs. Ends with status 3 where anything does
              --redis-server P, --redis-port N   as for ./pulley serve
            """;

    private static final Set<String> WITH_VALUE = Set.of("--redis", "--data", "--redis-server", "--redis-port");
    /** The status where a comparison was made and something differs: nobody else ends with it. */
    static final int DIFFERS = 3;

    /** Beyond it not every whole number is a double. */
    private static final double WHOLE_SHOWN_MAX = 1e15;

    private static final Set<String> SWITCHES = Set.of("--dry-run");

    private final Flags flags;
    private final List<Path> folders;
    private final Path data;
    private final Consumer<String> out;
    private final Progress progress;
    private final InstantSource clock = Clock.systemUTC();

    private RebuildCommand(Flags flags, Consumer<String> out, Progress progress) throws StartException {
        this.flags = flags;
        this.folders = folders(flags.words());
        this.data = flags.folder("--data").orElseGet(Flags::defaultFolder);
        this.out = out;
        this.progress = progress;
    }

    /** What is done with a Redis once it is at hand. */
    private interface Work {
        void on(RedisStore redis)
                throws StartException, RebuildException, KeyException, RedisUnfitException, RedisAwayException,
                        InterruptedException;
    }

    /**
     * @param out is given what was asked for
     * @param progress is told how it goes, and what else there is to say
     */
    static void run(List<String> arguments, Map<String, String> environment, Consumer<String> out, Progress progress)
            throws StartException {
        Flags flags = Flags.parse("rebuild", arguments, environment, WITH_VALUE, SWITCHES);
        RebuildCommand command = new RebuildCommand(flags, out, progress);
        try {
            if (flags.isSet("--dry-run")) {
                command.compare();
            } else {
                command.rebuild();
            }
        } catch (RebuildException | KeyException | PrivateRedisException | RedisUnfitException | RedisAwayException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted");
        }
    }

    private static List<Path> folders(List<String> words) throws StartException {
        List<Path> folders = new ArrayList<>();
        for (String word : words) {
            try {
                Path folder = Path.of(word).toAbsolutePath().normalize();
                if (!Files.isDirectory(folder)) {
                    throw new StartException("there is no folder " + folder);
                }
                folders.add(folder);
            } catch (InvalidPathException e) {
                throw new StartException("'" + word + "' is not a path");
            }
        }
        if (folders.isEmpty()) {
            throw new StartException("rebuild needs the data folders of all servers; see ./pulley rebuild --help");
        }
        return folders;
    }

    private void rebuild()
            throws StartException, RebuildException, KeyException, PrivateRedisException, RedisUnfitException,
                    RedisAwayException, InterruptedException {
        Optional<String> named = flags.redis();
        HeldFolders held = HeldFolders.hold(folders, named.isPresent() ? Optional.empty() : Optional.of(data));
        try {
            Rebuild rebuild = Rebuild.of(folders, clock, progress);
            atTarget(named, redis -> fill(rebuild, redis));
        } finally {
            held.close();
        }
    }

    private void fill(Rebuild rebuild, RedisStore redis)
            throws StartException, RebuildException, KeyException, RedisAwayException, InterruptedException {
        rebuild.requireFit(redis.ledger());
        // The keys that seal tokens are among them.
        for (Path folder : folders) {
            SharedKeys.ofCopy(redis.keys(), new KeyFile(folder), clock).synchronise();
        }
        Rebuild.Done done = rebuild.into(redis.ledger(), redis.closed(), progress);
        out.accept(String.format(Locale.ROOT, "Rebuilt: %,d tasks, %,d events.", done.tasks(), done.events()));
    }

    private void compare()
            throws StartException, RebuildException, KeyException, PrivateRedisException, RedisUnfitException,
                    RedisAwayException, InterruptedException {
        if (flags.redis().isEmpty() && !Files.isDirectory(data)) {
            throw new StartException(
                    "there is no data folder " + data + "; name it with --data, or a Redis with --redis");
        }
        Rebuild rebuild = Rebuild.of(folders, clock, progress);
        atTarget(flags.redis(), standing -> {
            rebuild.requireFit(standing.ledger());
            try (ScratchRedis scratch = ScratchRedis.start(redisOptions());
                    RedisStore rebuilt = RedisStore.at(scratch.uri())) {
                rebuilt.connect();
                Rebuild.Done done = rebuild.into(rebuilt.ledger(), rebuilt.closed(), progress);
                tell(Comparison.of(standing.evidence(), rebuilt.evidence()), done);
            }
        });
    }

    private void tell(List<Difference> differences, Rebuild.Done done) throws StartException {
        if (differences.isEmpty()) {
            out.accept(String.format(
                    Locale.ROOT,
                    "Nothing differs: %,d tasks, %,d events. Nothing was written.",
                    done.tasks(),
                    done.events()));
            return;
        }
        String row = "%-8s %-24s %-24s %-8s %-24s %20s %20s";
        out.accept(String.format(row, "TENANT", "TASK", "VARIANT", "VERSION", "NUMBER", "IN REDIS", "REBUILT"));
        for (Difference difference : differences) {
            Subject subject = difference.subject();
            boolean isTasks = subject.variant().isEmpty();
            out.accept(String.format(
                    Locale.ROOT,
                    row,
                    subject.tenant(),
                    subject.task(),
                    isTasks ? "-" : subject.variant(),
                    isTasks ? "-" : subject.version(),
                    subject.number(),
                    number(difference.standing()),
                    number(difference.rebuilt())));
        }
        throw new StartException(
                (differences.size() == 1 ? "1 number differs" : differences.size() + " numbers differ")
                        + " from what the folders say; nothing was written",
                DIFFERS);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < WHOLE_SHOWN_MAX
                ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }

    /** At the Redis that is named, or else the private one: the one that runs, or it is started for this and stopped again. */
    private void atTarget(Optional<String> named, Work work)
            throws StartException, RebuildException, KeyException, PrivateRedisException, RedisUnfitException,
                    RedisAwayException, InterruptedException {
        if (named.isPresent()) {
            at(named.get(), work);
            return;
        }
        Options options = redisOptions();
        Optional<String> running = PrivateRedis.uriOfRunning(data, options);
        if (running.isPresent()) {
            at(running.get(), work);
            return;
        }
        PrivateRedis redis = PrivateRedis.start(data, options);
        try {
            at(redis.uri(), work);
        } finally {
            redis.stop();
        }
    }

    private static void at(String uri, Work work)
            throws StartException, RebuildException, KeyException, RedisUnfitException, RedisAwayException,
                    InterruptedException {
        try (RedisStore redis = RedisStore.at(uri)) {
            redis.connect();
            work.on(redis);
        }
    }

    private Options redisOptions() throws StartException {
        Options options = Options.standard()
                .withPort(ServeOptions.port(
                        "--redis-port", flags.value("--redis-port").orElse("0")));
        Optional<Path> program = flags.folder("--redis-server");
        return program.isPresent() ? options.withProgram(new Program.Named(program.get())) : options;
    }
}
