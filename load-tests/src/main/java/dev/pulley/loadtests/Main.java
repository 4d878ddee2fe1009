package dev.pulley.loadtests;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.pulley.loadtests.chaos.Chaos;
import dev.pulley.loadtests.chaos.ChaosReport;
import dev.pulley.loadtests.figures.Sheet;
import dev.pulley.loadtests.load.Load;
import dev.pulley.loadtests.load.LoadSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code ./pulley load}. */
public final class Main {
    private static final int FAILED = 1;
    private static final String JAR = "pulley.server.jar";
    private static final String ARCHIVE = "pulley.server.archive";
    private static final String OPTIONS = "pulley.server.options";
    private static final String COMMIT = "pulley.commit";

    private Main() {}

    @SuppressWarnings("SystemOut") // it is what a person called
    public static void main(String... arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    private static int run(List<String> words, PrintStream out, PrintStream complaints) {
        if (words.contains("--help") || words.contains("-h")) {
            out.print(SpeedOptions.USAGE);
            out.print(LoadOptions.USAGE);
            Chaos.help().forEach(line -> out.println("  " + line));
            return 0;
        }
        try {
            if (!words.isEmpty() && Load.COMMANDS.contains(words.getFirst())) {
                return measure(words, out, complaints);
            }
            if (words.isEmpty() || !words.getFirst().equals("chaos")) {
                throw new UsageException("load runs 'chaos' or one of " + Load.COMMANDS + "; see ./pulley load --help");
            }
            LoadOptions options = LoadOptions.parse(words.subList(1, words.size()));
            double busy = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            ChaosReport report = new Chaos(server(), line -> complaints.println(line)).run(options.settings());
            String text = report.toMarkdown();
            out.print(text);
            if (options.out().isPresent()) {
                Files.writeString(options.out().get(), section(words, busy) + text, CREATE, APPEND);
            }
            return report.holds() ? 0 : FAILED;
        } catch (UsageException e) {
            complaints.println("pulley: " + e.line());
        } catch (IOException e) {
            complaints.println("pulley: the report can't be written: " + e.getMessage());
        }
        return FAILED;
    }

    private static int measure(List<String> words, PrintStream out, PrintStream complaints) throws UsageException {
        LoadSettings settings = SpeedOptions.parse(words.getFirst(), words.subList(1, words.size()));
        Sheet sheet = new Sheet("./pulley load " + String.join(" ", withoutSecrets(words)), circumstances());
        try {
            List<String> server = settings.nodes().isEmpty() ? server() : List.of();
            new Load(server, line -> complaints.println(line)).run(words.getFirst(), settings, sheet);
            out.print(sheet.toMarkdown());
            if (settings.out().isPresent()) {
                sheet.writeTo(settings.out().get());
            }
            return 0;
        } catch (IOException e) {
            complaints.println("pulley: " + e.getMessage());
            return FAILED;
        }
    }

    private static List<String> withoutSecrets(List<String> words) {
        List<String> shown = new ArrayList<>(words);
        int key = shown.indexOf("--key");
        if (key >= 0) {
            shown.set(key + 1, "...");
        }
        return shown;
    }

    private static String circumstances() {
        return String.format(
                Locale.ROOT,
                "Commit %s, Java %s, %d cores, load average before the run %.1f.",
                System.getProperty(COMMIT, "unknown"),
                Runtime.version().feature(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /**
     * What a run is made again by, without where it is written to.
     *
     * @param busy how many wanted the machine before the run began
     */
    private static String section(List<String> words, double busy) {
        List<String> shown = new ArrayList<>(words);
        int out = shown.indexOf(LoadOptions.OUT);
        shown.subList(out, out + 2).clear();
        return "\n## `./pulley load " + String.join(" ", shown) + "`\n\nCommit " + System.getProperty(COMMIT, "unknown")
                + ", " + Runtime.getRuntime().availableProcessors()
                + String.format(Locale.ROOT, " cores, load average before the run %.1f.%n%n", busy);
    }

    private static List<String> server() throws UsageException {
        String jar = System.getProperty(JAR, "");
        if (jar.isEmpty() || !Files.exists(Path.of(jar))) {
            throw new UsageException("the server's jar is not built; run this as ./pulley load");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String options = System.getProperty(OPTIONS, "").strip();
        if (!options.isEmpty()) {
            command.addAll(List.of(options.split(" +", -1)));
        }
        // A word of its own, since there may be spaces in its path.
        String archive = System.getProperty(ARCHIVE, "");
        if (!archive.isEmpty()) {
            command.add(archive);
        }
        command.addAll(List.of("-jar", jar));
        return command;
    }
}
