package dev.pulley.server.app;

import dev.pulley.server.journal.JournalSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code serve} was asked for: a flag, else its environment variable, else the default.
 *
 * @param redis the Redis to use; nothing means one of our own
 * @param redisServer the program to run as our own Redis, if one is named
 * @param redisPort the loopback port of our own Redis; 0 where it may use a unix socket
 * @param rateLimit requests a second for each key; 0 means any number
 * @param tlsCertificate and {@code tlsKey} the PEM files to listen for TLS with, both or none
 * @param allowedOrigins of pages that may use the API from a browser
 * @param secrets the first seals the decision tokens, where there is one; tokens of the others are good
 */
record ServeOptions(
        int port,
        String host,
        Path data,
        Optional<String> redis,
        Optional<String> redisServer,
        int redisPort,
        int rateLimit,
        Optional<Path> tlsCertificate,
        Optional<Path> tlsKey,
        Set<String> allowedOrigins,
        List<String> secrets,
        JournalSettings journal,
        Logs.Format log,
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
              --rate-limit N     requests per second for each key (any number)
              --tls-cert FILE    certificates to listen for TLS with, PEM; together with --tls-key FILE
              --allow-origin O   origin whose pages may use the API, such as https://shop.example; repeatable
              --log FORMAT       how the log is written to standard error: text (default), or json, an object a line
              --demo             make three tasks and run apps that use them
              --help             show this

            Each has an environment variable: PULLEY_PORT, PULLEY_HOST, PULLEY_DATA, PULLEY_REDIS,
            PULLEY_REDIS_SERVER, PULLEY_REDIS_PORT, PULLEY_FSYNC, PULLEY_JOURNAL_KEEP, ..., PULLEY_RATE_LIMIT,
            PULLEY_TLS_CERT, PULLEY_TLS_KEY, PULLEY_ALLOW_ORIGIN (several with commas), PULLEY_DEMO=true. PULLEY_SECRET seals the decision
            tokens (32 characters or more; of several with commas, the first, and tokens of the others are good);
            without it, a key is made at the first start and kept (see ./pulley keys rotate-seal).

            Without keys (see ./pulley keys --help) it listens on this machine only.
            """;

    private static final Set<String> WITH_VALUE = Set.of(
            "--port",
            "--host",
            "--data",
            "--redis",
            "--redis-server",
            "--redis-port",
            JournalOptions.FSYNC,
            JournalOptions.KEEP,
            JournalOptions.MOST,
            JournalOptions.SEGMENT,
            "--rate-limit",
            "--tls-cert",
            "--tls-key",
            "--allow-origin",
            "--log");
    private static final String DEMO = "--demo";
    private static final int PORT_MAX = 65_535;
    private static final int SECRET_LENGTH_MIN = 32;
    private static final int RATE_LIMIT_MAX = 1_000_000;
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]{1,255}");

    static ServeOptions parse(List<String> arguments, Map<String, String> environment) throws StartException {
        Flags flags = Flags.parse("serve", arguments, environment, WITH_VALUE, Set.of(DEMO));
        if (!flags.words().isEmpty()) {
            throw new StartException(
                    "serve has no option '" + flags.words().getFirst() + "'; see ./pulley serve --help");
        }
        ServeOptions options = new ServeOptions(
                port("--port", flags.value("--port").orElse("8080")),
                host(flags.value("--host").orElse("127.0.0.1")),
                flags.folder("--data").orElseGet(Flags::defaultFolder),
                flags.value("--redis"),
                flags.value("--redis-server"),
                port("--redis-port", flags.value("--redis-port").orElse("0")),
                rateLimit(flags.value("--rate-limit").orElse("0")),
                flags.folder("--tls-cert"),
                flags.folder("--tls-key"),
                origins(flags.values("--allow-origin")),
                secrets(environment.getOrDefault("PULLEY_SECRET", "")),
                JournalOptions.parse(flags::value),
                log(flags.value("--log").orElse("text")),
                flags.isSet(DEMO));
        if (options.tlsCertificate().isPresent() != options.tlsKey().isPresent()) {
            throw new StartException("--tls-cert and --tls-key go together; one of them is missing");
        }
        if (options.demo() && options.isTls()) {
            throw new StartException("the demo's apps speak no TLS; leave out --demo or --tls-cert");
        }
        return options;
    }

    boolean isTls() {
        return tlsCertificate.isPresent();
    }

    boolean isLoopbackOnly() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static int port(String flag, String text) throws StartException {
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

    private static String host(String text) throws StartException {
        try {
            InetAddress ignored = InetAddress.getByName(text);
            return text;
        } catch (UnknownHostException e) {
            throw new StartException("--host '" + text + "' is not an address of this machine");
        }
    }

    private static Logs.Format log(String text) throws StartException {
        return switch (text) {
            case "text" -> Logs.Format.TEXT;
            case "json" -> Logs.Format.JSON;
            default -> throw new StartException("--log must be text or json, not '" + text + "'");
        };
    }

    private static int rateLimit(String text) throws StartException {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 0 && limit <= RATE_LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong number.
        }
        throw new StartException(
                "--rate-limit must be a number from 1 to " + RATE_LIMIT_MAX + " (0: none), not '" + text + "'");
    }

    /** As browsers write them: scheme, host and port, in small letters, and nothing behind. */
    private static Set<String> origins(List<String> texts) throws StartException {
        for (String text : texts) {
            if (!ORIGIN.matcher(text).matches()) {
                throw new StartException("--allow-origin '" + text
                        + "' is not an origin, such as https://shop.example or http://localhost:3000");
            }
        }
        return Set.copyOf(texts);
    }

    private static List<String> secrets(String text) throws StartException {
        if (text.isBlank()) {
            return List.of();
        }
        List<String> secrets = List.of(text.strip().split(",", -1));
        if (secrets.stream().anyMatch(secret -> secret.length() < SECRET_LENGTH_MIN)) {
            throw new StartException("PULLEY_SECRET must have at least " + SECRET_LENGTH_MIN
                    + " characters, and so must each of several with commas between");
        }
        return secrets;
    }

    /** Without the secrets and Redis's password, which must not end up in a log by accident. */
    @Override
    public String toString() {
        return "ServeOptions[" + host + ":" + port + ", " + data + "]";
    }
}
