package dev.pulley.server.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The flags that a command was given, each of which an environment variable may stand in for. */
final class Flags {
    private final Map<String, List<String>> given;
    private final Map<String, String> environment;
    private final List<String> words;

    private Flags(Map<String, List<String>> given, Map<String, String> environment, List<String> words) {
        this.given = given;
        this.environment = environment;
        this.words = words;
    }

    /**
     * Reads {@code --name value}, {@code --name=value} and switches; what begins with no dash is a word.
     *
     * @param command what the flags are of, for what is said of those that are wrong
     */
    static Flags parse(
            String command,
            List<String> arguments,
            Map<String, String> environment,
            Set<String> withValue,
            Set<String> switches)
            throws StartException {
        Map<String, List<String>> given = new HashMap<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!argument.startsWith("-")) {
                words.add(argument);
            } else if (switches.contains(argument)) {
                add(given, name, "true");
            } else if (!withValue.contains(name)) {
                throw new StartException(
                        command + " has no option '" + argument + "'; see ./pulley " + command + " --help");
            } else if (equals >= 0) {
                add(given, name, argument.substring(equals + 1));
            } else if (i + 1 < arguments.size()) {
                add(given, name, arguments.get(++i));
            } else {
                throw new StartException(argument + " needs a value; see ./pulley " + command + " --help");
            }
        }
        return new Flags(given, environment, List.copyOf(words));
    }

    private static void add(Map<String, List<String>> given, String name, String value) {
        given.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    static Path defaultFolder() {
        return Path.of("data").toAbsolutePath().normalize();
    }

    List<String> words() {
        return words;
    }

    /** Whether it stands on the command line. */
    boolean isGiven(String flag) {
        return given.containsKey(flag);
    }

    /** Where it is given twice, the last. */
    Optional<String> value(String flag) {
        return Optional.ofNullable(given.get(flag))
                .map(List::getLast)
                .or(() -> Optional.ofNullable(environment.get(variable(flag))))
                .filter(text -> !text.isBlank());
    }

    /** All that are given; a variable has them with commas between. */
    List<String> values(String flag) {
        List<String> flags = given.get(flag);
        return flags != null
                ? List.copyOf(flags)
                : value(flag)
                        .map(text -> Arrays.stream(text.split(",", -1))
                                .map(String::strip)
                                .toList())
                        .orElse(List.of());
    }

    /**
     * The Redis to use, for commands that else use the private one of a folder: a folder that was named on the command line
     * counts more than a Redis that stands in the environment.
     */
    Optional<String> redis() {
        return given.containsKey("--data") && !given.containsKey("--redis") ? Optional.empty() : value("--redis");
    }

    boolean isSet(String flag) {
        return value(flag).filter("true"::equals).isPresent();
    }

    /** A folder or a file. */
    Optional<Path> folder(String flag) throws StartException {
        Optional<String> text = value(flag);
        try {
            return text.map(path -> Path.of(path).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            throw new StartException(flag + " '" + text.orElse("") + "' is not a path");
        }
    }

    private static String variable(String flag) {
        return "PULLEY_" + flag.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
