package dev.pulley.server.app;

import dev.pulley.server.journal.JournalSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code serve} was asked for: a flag, else its environment variable, else the default.
 *
 * @param redis the Redis to use; nothing means one of our own
 * @param redisServer the program to run as our own Redis, if one is named
 * @param redisPort the loopback port of our own Redis; 0 where it may use a unix socket
 * @param secret what seals the decision tokens, if it is given
 */
record ServeOptions(
        int port,
        String host,
        Path data,
        Optional<String> redis,
        Optional<String> redisServer,
        int redisPort,
        Optional<String> secret,
        JournalSettings journal,
        boolean demo) {
    static final String USAGE = """
            Usage: ./pulley serve [OPTION...]

              --port N           port to listen on (8080); 0 takes a free one
              --host ADDRESS     address to listen on (127.0.0.1)
              --data FOLDER      folder of the journal, and of the private Redis (./data)
              --redis URL        Redis to use (redis://...); without it, a private one is run
              --redis-server P   program to run as the private Redis; without it, one is looked for
              --redis-port N     loopback port of the private Redis, where unix sockets can't be used
              --fsync WHEN       when the journal is brought to the disk: never, 1s (default) or always; a kill
                                 of the server costs nothing in any case, a failure of the power what is newer
              --journal-keep AGE delete events older than this (7d) once they are shipped and closed; without it,
              --journal-max-mb N or beyond this size of the journal; without both, all are kept
              --journal-segment-mb N   size of the journal's files (64)
              --demo             make three tasks and run apps that use them
              --help             show this

            Each has an environment variable: PULLEY_PORT, PULLEY_HOST, PULLEY_DATA, PULLEY_REDIS,
            PULLEY_REDIS_SERVER, PULLEY_REDIS_PORT, PULLEY_FSYNC, PULLEY_JOURNAL_KEEP, ..., PULLEY_DEMO=true. PULLEY_SECRET seals the decision
            tokens (32 characters or more); without it, a secret is made at the first start and kept.
            """;

    private static final List<String> WITH_VALUE = List.of(
            "--port",
            "--host",
            "--data",
            "--redis",
            "--redis-server",
            "--redis-port",
            JournalOptions.FSYNC,
            JournalOptions.KEEP,
            JournalOptions.MOST,
            JournalOptions.SEGMENT);
    private static final String DEMO = "--demo";
    private static final int PORT_MAX = 65_535;
    private static final int SECRET_LENGTH_MIN = 32;

    static ServeOptions parse(List<String> arguments, Map<String, String> environment) throws StartException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String flag = arguments.get(i);
            int equals = flag.indexOf('=');
            String name = equals < 0 ? flag : flag.substring(0, equals);
            if (flag.equals(DEMO)) {
                given.put(DEMO, "true");
            } else if (!WITH_VALUE.contains(name)) {
                throw new StartException("serve has no option '" + flag + "'; see ./pulley serve --help");
            } else if (equals >= 0) {
                given.put(name, flag.substring(equals + 1));
            } else if (i + 1 < arguments.size()) {
                given.put(name, arguments.get(++i));
            } else {
                throw new StartException(flag + " needs a value; see ./pulley serve --help");
            }
        }
        return new ServeOptions(
                port("--port", value(given, environment, "--port").orElse("8080")),
                host(value(given, environment, "--host").orElse("127.0.0.1")),
                folder(value(given, environment, "--data").orElse("data")),
                value(given, environment, "--redis"),
                value(given, environment, "--redis-server"),
                port("--redis-port", value(given, environment, "--redis-port").orElse("0")),
                secret(Optional.ofNullable(environment.get("PULLEY_SECRET")).filter(text -> !text.isBlank())),
                JournalOptions.parse(flag -> value(given, environment, flag)),
                value(given, environment, DEMO).filter("true"::equals).isPresent());
    }

    private static Optional<String> value(Map<String, String> given, Map<String, String> environment, String flag) {
        String variable = "PULLEY_" + flag.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
        return Optional.ofNullable(given.get(flag))
                .or(() -> Optional.ofNullable(environment.get(variable)))
                .filter(text -> !text.isBlank());
    }

    private static int port(String flag, String text) throws StartException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong port.
        }
        throw new StartException(flag + " must be a number from 0 to " + PORT_MAX + ", not '" + text + "'");
    }

    /** Without keys anyone who reaches us may do anything, so nobody but this machine may. */
    private static String host(String text) throws StartException {
        try {
            if (InetAddress.getByName(text).isLoopbackAddress()) {
                return text;
            }
        } catch (UnknownHostException e) {
            throw new StartException("--host '" + text + "' is not an address of this machine");
        }
        throw new StartException("--host " + text
                + " would let others in, and there are no keys yet; without keys Pulley listens on loopback only");
    }

    private static Optional<String> secret(Optional<String> text) throws StartException {
        if (text.isPresent() && text.get().length() < SECRET_LENGTH_MIN) {
            throw new StartException("PULLEY_SECRET must have at least " + SECRET_LENGTH_MIN + " characters");
        }
        return text;
    }

    private static Path folder(String text) throws StartException {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new StartException("--data '" + text + "' is not a path");
        }
    }

    /** Without the secret and Redis's password, which must not end up in a log by accident. */
    @Override
    public String toString() {
        return "ServeOptions[" + host + ":" + port + ", " + data + "]";
    }
}
