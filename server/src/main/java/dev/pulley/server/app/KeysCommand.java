package dev.pulley.server.app;

import dev.pulley.server.event.Event.Source;
import dev.pulley.server.privateredis.Options;
import dev.pulley.server.privateredis.Options.Program;
import dev.pulley.server.privateredis.PrivateRedis;
import dev.pulley.server.privateredis.PrivateRedisException;
import dev.pulley.server.redis.RedisAwayException;
import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.redis.RedisUnfitException;
import dev.pulley.server.security.Key;
import dev.pulley.server.security.KeyDesk;
import dev.pulley.server.security.KeyException;
import dev.pulley.server.security.KeyFile;
import dev.pulley.server.security.KeyRing;
import dev.pulley.server.security.Role;
import dev.pulley.server.security.SharedKeys;
import dev.pulley.server.security.Tenant;
import dev.pulley.server.task.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** {@code ./pulley keys}: makes, lists and revokes keys, in the Redis that the server uses. */
final class KeysCommand {
    static final String USAGE = """
            Usage: ./pulley keys create --role ROLE[,ROLE...] [--tenant NAME] [--source NAME] [--trust T] [WHERE]
                   ./pulley keys list [--tenant NAME] [WHERE]
                   ./pulley keys revoke ID [WHERE]
                   ./pulley keys rotate-seal [WHERE]
                   ./pulley keys list-seals [WHERE]
                   ./pulley keys drop-seal NAME [WHERE]

              --role ROLES       decide, report, view, admin (which includes view); with commas between
              --tenant NAME      whom the key belongs to (default); it sees nothing of any other
              --source NAME      what the key's rewards come from, such as judge
              --trust T          how much its rewards are worth, from 1/256 to 1 (1), counted in steps of 1/256

            WHERE is as for ./pulley serve: --data FOLDER (./data), --redis URL, --redis-server P, --redis-port N. A
            server that runs takes a change within about a second. The key is printed once, to standard output; what
            is kept is its hash.

            Seals are the keys by which servers know the decisions that they made. rotate-seal makes a new one, which
            seals on every server some seconds later; decisions that older ones sealed are good as long as they can be
            of use (181 days), unless drop-seal takes one out of use at once.
            """;

    private static final Set<String> WITH_VALUE =
            Set.of("--role", "--tenant", "--source", "--trust", "--data", "--redis", "--redis-server", "--redis-port");

    private static final double TRUST_MIN = 1 / Source.TRUST_STEPS;

    /** What makes a data folder where there is none; whatever else is asked of such a folder is asked of the wrong one. */
    private static final Set<String> BEGINNING = Set.of("create", "rotate-seal");

    private final Flags flags;
    private final Consumer<String> out;
    private final Consumer<String> words;
    private final InstantSource clock = Clock.systemUTC();

    private KeysCommand(Flags flags, Consumer<String> out, Consumer<String> words) {
        this.flags = flags;
        this.out = out;
        this.words = words;
    }

    /** What is done with the keys once they are at hand. */
    interface Work {
        void on(SharedKeys keys) throws StartException, KeyException, InterruptedException;
    }

    /**
     * @param out is given what was asked for
     * @param words is given what else there is to say
     */
    static void run(
            List<String> arguments, Map<String, String> environment, Consumer<String> out, Consumer<String> words)
            throws StartException {
        Flags flags = Flags.parse("keys", arguments, environment, WITH_VALUE, Set.of());
        KeysCommand command = new KeysCommand(flags, out, words);
        String name = flags.words().isEmpty() ? "" : flags.words().getFirst();
        int wordsWanted = name.equals("revoke") || name.equals("drop-seal") ? 2 : 1;
        if (flags.words().size() > wordsWanted) {
            throw wrong("'" + flags.words().get(wordsWanted) + "' is one word too many");
        }
        command.refuseOptionsOfOthers(name);
        Work work = switch (name) {
            case "create" -> command.create();
            case "list" -> command::list;
            case "revoke" -> command.revoke();
            case "rotate-seal" -> SealWork.rotate(command.clock, environment, out, words);
            case "list-seals" -> SealWork.list(command.clock, out, words);
            case "drop-seal" ->
                SealWork.drop(
                        command.second(
                                "which seal? drop-seal needs its NAME, which ./pulley keys" + " list-seals shows"),
                        command.clock,
                        words);
            default ->
                throw wrong(
                        name.isEmpty()
                                ? "create, list, revoke, rotate-seal, list-seals or drop-seal?"
                                : "there is no 'keys " + name + "'");
        };
        try {
            command.atKeys(work);
        } catch (KeyException
                | PrivateRedisException
                | RedisUnfitException
                | RedisAwayException
                | IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted");
        }
    }

    private void refuseOptionsOfOthers(String name) throws StartException {
        for (String option : List.of("--role", "--source", "--trust", "--tenant")) {
            boolean isTaken = name.equals("create") || (name.equals("list") && option.equals("--tenant"));
            if (flags.isGiven(option) && !isTaken) {
                throw wrong("keys " + name + " takes no " + option);
            }
        }
    }

    private static StartException wrong(String detail) {
        return new StartException(detail + "; see ./pulley keys --help");
    }

    private Work create() throws StartException {
        Tenant tenant = tenant().orElse(Tenant.DEFAULT);
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : flags.values("--role")) {
            for (String role : name.split(",", -1)) {
                roles.add(Role.of(role.strip())
                        .orElseThrow(() ->
                                wrong("--role: there is no role '" + role + "', only decide, report, view, admin")));
            }
        }
        if (roles.isEmpty()) {
            throw wrong("a key needs --role, with decide, report, view or admin");
        }
        double trust = trust(flags.value("--trust").orElse("1"));
        Optional<String> source = flags.value("--source");
        if (source.filter(name -> !Names.isName(name)).isPresent()) {
            throw wrong("--source: " + Names.RULE);
        }
        return keys -> {
            KeyDesk.Made made = new KeyDesk(keys, clock).create(tenant, roles, source.orElse(null), trust);
            out.accept(made.text());
            words.accept("key " + made.key().id() + " of tenant " + tenant.name() + " may " + Role.text(roles)
                    + "; it is shown this once");
        };
    }

    private Optional<Tenant> tenant() throws StartException {
        try {
            return flags.value("--tenant").map(Tenant::named);
        } catch (IllegalArgumentException e) {
            throw wrong("--" + e.getMessage());
        }
    }

    private static double trust(String text) throws StartException {
        try {
            double trust = Double.parseDouble(text);
            if (trust >= TRUST_MIN && trust <= 1) {
                return trust;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong number.
        }
        throw wrong("--trust must be from 1/256, the least that is told apart from nothing, to 1, not '" + text + "'");
    }

    private void list(SharedKeys keys) throws StartException {
        Optional<Tenant> tenant = tenant();
        KeyRing ring = keys.current();
        List<Key> shown = ring.keys().stream()
                .filter(key -> tenant.map(key.tenant()::equals).orElse(true))
                .toList();
        if (shown.isEmpty()) {
            words.accept(tenant.isPresent() ? "the tenant has no keys" : "there are no keys");
            return;
        }
        String row = "%-14s %-20s %-26s %-14s %-6s %-20s %s";
        out.accept(String.format(row, "ID", "TENANT", "ROLES", "SOURCE", "TRUST", "CREATED", "REVOKED"));
        for (Key key : shown) {
            out.accept(String.format(
                    row,
                    key.id(),
                    key.tenant().name(),
                    Role.text(key.roles()),
                    Objects.requireNonNullElse(key.source(), "-"),
                    Double.toString(key.trust()),
                    time(key.createdMillis()),
                    ring.revokedMillis(key).map(KeysCommand::time).orElse("-")));
        }
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String second(String detail) throws StartException {
        if (flags.words().size() < 2) {
            throw wrong(detail);
        }
        return flags.words().get(1);
    }

    private Work revoke() throws StartException {
        String id = second("which key? revoke needs its ID, which ./pulley keys list shows");
        return keys -> {
            Key key = new KeyDesk(keys, clock)
                    .revoke(id)
                    .orElseThrow(() -> new StartException("there is no key '" + id + "'; see ./pulley keys list"));
            words.accept("key " + key.id() + " of tenant " + key.tenant().name() + " is revoked");
        };
    }

    /** With a private Redis, the one that runs; else it is started for this and stopped again. */
    private void atKeys(Work work)
            throws StartException, KeyException, PrivateRedisException, RedisUnfitException, RedisAwayException,
                    InterruptedException {
        Path folder = flags.folder("--data").orElseGet(Flags::defaultFolder);
        Optional<String> named = flags.redis();
        if (named.isPresent()) {
            atKeys(work, named.get(), folder);
            return;
        }
        Options options = redisOptions();
        if (BEGINNING.contains(flags.words().getFirst())) {
            createFolder(folder);
        } else if (!Files.isDirectory(folder)) {
            throw wrong("there is no data folder " + folder + "; name it with --data, or the Redis with --redis");
        }
        Optional<String> running = PrivateRedis.uriOfRunning(folder, options);
        if (running.isPresent()) {
            atKeys(work, running.get(), folder);
            return;
        }
        PrivateRedis redis = PrivateRedis.start(folder, options);
        try {
            atKeys(work, redis.uri(), folder);
        } finally {
            redis.stop();
        }
    }

    private void atKeys(Work work, String uri, Path folder)
            throws StartException, KeyException, RedisUnfitException, RedisAwayException, InterruptedException {
        try (RedisStore redis = RedisStore.at(uri)) {
            redis.connect();
            KeyFile copy = new KeyFile(folder);
            SharedKeys keys = SharedKeys.open(redis.keys(), Files.isDirectory(folder) ? copy : null, clock);
            keys.synchronise();
            work.on(keys);
        }
    }

    private Options redisOptions() throws StartException {
        Options options = Options.standard()
                .withPort(ServeOptions.port(
                        "--redis-port", flags.value("--redis-port").orElse("0")));
        Optional<Path> program = flags.folder("--redis-server");
        return program.isPresent() ? options.withProgram(new Program.Named(program.get())) : options;
    }

    private static void createFolder(Path folder) throws StartException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartException("the data folder " + folder + " can't be made: " + e.getMessage());
        }
    }
}
