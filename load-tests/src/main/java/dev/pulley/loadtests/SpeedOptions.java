package dev.pulley.loadtests;

import dev.pulley.loadtests.generator.Pace;
import dev.pulley.loadtests.load.LoadSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code load decide}, {@code reward}, {@code mixed}, {@code compare} or {@code scale} was asked for. */
final class SpeedOptions {
    static final String USAGE = """
            Usage: ./pulley load decide|reward|mixed|compare|scale [OPTION...]

              decide, reward, mixed   load a server: decisions, outcomes of decisions, or both with two proxies
              compare                 a server with everything on beside a bare one and a bare client of Redis, in turns
              scale                   many tasks beside one, a thousand variants beside two, in turns

              --rate R         calls that fall due each second, of mixed decisions (an open loop); or
              --closed N       so many callers, each of which waits for its answer (64)
              --seconds S      how long each run is measured, after a warm-up of a fifth of that (10)
              --nodes URLS     the servers to load, with commas; without it, one of its own is started and stopped
              --key KEY        for those, with roles decide, report and admin
              --tasks T        how many tasks (1; of scale 100000)
              --variants K     variants of each (5)
              --turns N        of compare and scale, how often each side is measured (4)
              --parts P        of compare: decide, reward, mixed, batches; of scale: variants, tasks (all)
              --seed S         of what is asked for (1)
              --out FOLDER     gets figures.md, figures.json, curves.html and histograms (.hgrm)

            """;

    private static final Set<String> FLAGS = Set.of(
            "--rate",
            "--closed",
            "--seconds",
            "--nodes",
            "--key",
            "--tasks",
            "--variants",
            "--turns",
            "--parts",
            "--seed",
            "--out");
    private static final Map<String, Set<String>> PARTS = Map.of(
            "compare", Set.of("decide", "reward", "mixed", "batches"),
            "scale", Set.of("variants", "tasks"));
    private static final int RATE_MAX = 300_000;
    private static final int SECONDS_MAX = 86_400;
    private static final int TASKS_MAX = 1_000_000;
    private static final int VARIANTS_MAX = 1_000;
    private static final int TURNS_MAX = 1_000;
    private static final int OPEN_CONNECTIONS = 256;

    private SpeedOptions() {}

    static LoadSettings parse(String command, List<String> arguments) throws UsageException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String flag = arguments.get(i);
            if (!FLAGS.contains(flag)) {
                throw wrong("load " + command + " has no option '" + flag + "'");
            }
            if (++i == arguments.size()) {
                throw wrong(flag + " needs a value");
            }
            given.put(flag, arguments.get(i));
        }
        if (given.containsKey("--rate") && given.containsKey("--closed")) {
            throw wrong("--rate is an open loop, and --closed another one");
        }
        boolean turnsOnly = PARTS.containsKey(command);
        if (turnsOnly && (given.containsKey("--nodes") || given.containsKey("--rate"))) {
            throw wrong("load " + command + " starts servers of its own, and chooses its rates");
        }
        int rate = number(given, "--rate", 0, 0, RATE_MAX);
        return new LoadSettings(
                rate,
                number(given, "--closed", rate > 0 ? OPEN_CONNECTIONS : 64, 1, Pace.CONNECTIONS_MAX),
                Duration.ofSeconds(number(given, "--seconds", 10, 1, SECONDS_MAX)),
                nodes(given.getOrDefault("--nodes", "")),
                given.getOrDefault("--key", ""),
                number(given, "--tasks", command.equals("scale") ? 100_000 : 1, 1, TASKS_MAX),
                number(given, "--variants", 5, 1, VARIANTS_MAX),
                number(given, "--turns", 4, 1, TURNS_MAX),
                parts(command, given.getOrDefault("--parts", "")),
                number(given, "--seed", 1, 0, Integer.MAX_VALUE),
                Optional.ofNullable(given.get("--out")).map(Path::of));
    }

    private static List<URI> nodes(String text) throws UsageException {
        List<URI> nodes = new ArrayList<>();
        for (String node : text.isEmpty() ? List.<String>of() : List.of(text.split(",", -1))) {
            try {
                URI uri = URI.create(node);
                if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 1) {
                    throw wrong("--nodes has addresses such as http://127.0.0.1:8080, not '" + node + "'");
                }
                nodes.add(uri);
            } catch (IllegalArgumentException e) {
                throw wrong("--nodes has addresses such as http://127.0.0.1:8080, not '" + node + "'");
            }
        }
        return nodes;
    }

    private static Set<String> parts(String command, String text) throws UsageException {
        if (text.isEmpty()) {
            return Set.of();
        }
        Set<String> known = PARTS.getOrDefault(command, Set.of());
        List<String> parts = List.of(text.split(",", -1));
        for (String part : parts) {
            if (!known.contains(part)) {
                throw wrong("load " + command + " has no part '" + part + "'");
            }
        }
        return Set.copyOf(parts);
    }

    private static int number(Map<String, String> given, String flag, int standard, int least, int most)
            throws UsageException {
        String text = given.get(flag);
        if (text == null) {
            return standard;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong number.
        }
        throw wrong(flag + " must be a number from " + least + " to " + most + ", not '" + text + "'");
    }

    private static UsageException wrong(String detail) {
        return new UsageException(detail + "; see ./pulley load --help");
    }
}
