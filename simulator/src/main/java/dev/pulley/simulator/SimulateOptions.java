package dev.pulley.simulator;

import dev.pulley.simulator.input.InvalidInput;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line of one simulation. */
record SimulateOptions(
        Path environment,
        List<String> policies,
        long horizon,
        int runs,
        long seed,
        List<Long> checkpoints,
        Optional<Path> json,
        Optional<Path> html,
        Optional<URI> server,
        long roundMillis,
        int threads) {
    private static final List<String> FLAGS = List.of(
            "--policy",
            "--horizon",
            "--runs",
            "--seed",
            "--checkpoints",
            "--out",
            "--html",
            "--server",
            "--round-millis",
            "--threads");
    private static final long ROUND_LIMIT_MILLIS = 60_000;
    private static final int THREADS_LIMIT = 1024;

    static SimulateOptions parse(String[] arguments) throws InvalidInput {
        Map<String, String> flags = new HashMap<>();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--")) {
                files.add(argument);
                continue;
            }
            if (!FLAGS.contains(argument)) {
                throw new InvalidInput("there is no flag '" + argument + "'; there are " + String.join(", ", FLAGS));
            }
            if (i + 1 == arguments.length) {
                throw new InvalidInput(argument + " needs a value");
            }
            if (flags.put(argument, arguments[++i]) != null) {
                throw new InvalidInput(argument + " is given twice");
            }
        }
        if (files.size() != 1) {
            throw new InvalidInput("exactly one environment file is needed; " + files.size() + " were given");
        }
        if (flags.containsKey("--round-millis") && !flags.containsKey("--server")) {
            throw new InvalidInput("--round-millis only makes sense with --server");
        }
        return new SimulateOptions(
                Path.of(files.get(0)),
                names(flags.getOrDefault("--policy", "default")),
                whole(flags, "--horizon", 1, Long.MAX_VALUE, 1000),
                (int) whole(flags, "--runs", 1, Integer.MAX_VALUE, 100),
                whole(flags, "--seed", Long.MIN_VALUE, Long.MAX_VALUE, 1),
                numbers("--checkpoints", flags.getOrDefault("--checkpoints", "")),
                Optional.ofNullable(flags.get("--out")).map(Path::of),
                Optional.ofNullable(flags.get("--html")).map(Path::of),
                server(flags),
                whole(flags, "--round-millis", 0, ROUND_LIMIT_MILLIS, 10),
                (int) whole(
                        flags,
                        "--threads",
                        1,
                        THREADS_LIMIT,
                        Runtime.getRuntime().availableProcessors()));
    }

    private static Optional<URI> server(Map<String, String> flags) throws InvalidInput {
        String text = flags.get("--server");
        if (text == null) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException fault) {
            throw new InvalidInput("--server must be a URL such as http://127.0.0.1:8080; '" + text + "' is not");
        }
        throw new InvalidInput("--server must be a URL such as http://127.0.0.1:8080; '" + text + "' is not");
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static List<Long> numbers(String flag, String text) throws InvalidInput {
        List<Long> numbers = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String part : text.split(",", -1)) {
                numbers.add(whole(flag, part.strip(), 1, Long.MAX_VALUE));
            }
        }
        return numbers;
    }

    private static long whole(Map<String, String> flags, String flag, long least, long greatest, long otherwise)
            throws InvalidInput {
        String text = flags.get(flag);
        return text == null ? otherwise : whole(flag, text, least, greatest);
    }

    private static long whole(String flag, String text, long least, long greatest) throws InvalidInput {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= greatest) {
                return value;
            }
        } catch (NumberFormatException fault) {
            throw new InvalidInput(flag + " must be a whole number; '" + text + "' is not");
        }
        throw new InvalidInput(flag + " must be between " + least + " and " + greatest + "; " + text + " is not");
    }
}
