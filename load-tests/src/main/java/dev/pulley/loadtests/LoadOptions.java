package dev.pulley.loadtests;

import dev.pulley.loadtests.chaos.Chaos;
import dev.pulley.loadtests.chaos.Settings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code load chaos} was asked for.
 *
 * @param out the file that gets the report, if one is named
 */
record LoadOptions(Settings settings, Optional<Path> out) {
    static final String USAGE = """
            Usage: ./pulley load chaos [OPTION...]

              --scenario NAME  what to break; several with commas, or all
              --rounds N       how often; each scenario has its own number
              --seed S         of the load and of when things break (1)
              --rate R         events offered a second, decisions and rewards (5000)
              --length D       how long what takes its time takes, such as 30s or 10m
              --out FILE       where the report goes too, as Markdown, behind what is there
              --help           show this

            It starts servers and Redis of its own on loopback, and ends them. It exits with 1 if anything is not
            as it was promised.

            Scenarios:
            """;

    static final String OUT = "--out";

    private static final List<String> FLAGS = List.of("--scenario", "--rounds", "--seed", "--rate", "--length", OUT);
    private static final int ROUNDS_MAX = 10_000;
    private static final double RATE_MAX = 100_000;
    private static final String ALL = "all";

    static LoadOptions parse(List<String> arguments) throws UsageException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String flag = arguments.get(i);
            if (!FLAGS.contains(flag)) {
                throw new UsageException("load chaos has no option '" + flag + "'; see ./pulley load --help");
            }
            if (++i == arguments.size()) {
                throw new UsageException(flag + " needs a value; see ./pulley load --help");
            }
            given.put(flag, arguments.get(i));
        }
        return new LoadOptions(
                new Settings(
                        scenarios(given.getOrDefault("--scenario", "")),
                        (int) number("--rounds", given.getOrDefault("--rounds", "0"), ROUNDS_MAX),
                        (long) number("--seed", given.getOrDefault("--seed", "1"), Integer.MAX_VALUE),
                        number("--rate", given.getOrDefault("--rate", "0"), RATE_MAX),
                        length(given.getOrDefault("--length", "0s")),
                        false),
                Optional.ofNullable(given.get(OUT)).map(Path::of));
    }

    private static List<String> scenarios(String text) throws UsageException {
        if (text.isEmpty()) {
            throw new UsageException("load chaos needs --scenario; see ./pulley load --help");
        }
        List<String> names = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            if (name.equals(ALL)) {
                return List.of();
            }
            if (!Chaos.has(name)) {
                throw new UsageException("there is no scenario '" + name + "'; see ./pulley load --help");
            }
            names.add(name);
        }
        return names;
    }

    private static double number(String flag, String text, double max) throws UsageException {
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong number.
        }
        throw new UsageException(
                String.format(Locale.ROOT, "%s must be a number from 0 to %.0f, not '%s'", flag, max, text));
    }

    private static Duration length(String text) throws UsageException {
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeException e) {
            throw new UsageException("--length must be a time such as 30s or 10m, not '" + text + "'");
        }
    }
}
