package dev.pulley.simulator;

import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.EnvironmentReader;
import dev.pulley.simulator.experiment.Experiment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.Parallel;
import dev.pulley.simulator.experiment.Progress;
import dev.pulley.simulator.experiment.Runner;
import dev.pulley.simulator.input.InvalidInput;
import dev.pulley.simulator.live.LiveServer;
import dev.pulley.simulator.live.ServerFault;
import dev.pulley.simulator.quality.Quality;
import dev.pulley.simulator.report.HtmlReport;
import dev.pulley.simulator.report.JsonReport;
import dev.pulley.simulator.report.TextReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The command {@code simulate}. */
public final class Main {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;
    private static final String KEY_VARIABLE = "PULLEY_KEY";

    private static final String USAGE = """
            Usage: ./pulley simulate ENV.yaml [OPTION...]
                   ./pulley simulate quality [--quick] [--bars LETTERS] [--out FILE.md]

              --policy NAME[,NAME...]   policies to compare (default)
              --horizon T               decisions in a run (1000)
              --runs N                  independent runs (100)
              --seed S                  the same seed gives the same bytes (1)
              --checkpoints A,B,...     decisions after which to look (1, 2, 5, 10, 20, ...)
              --out FILE.json           write the figures
              --html FILE.html          write a page with curves
              --threads N               threads (one for each core)
              --server URL              drive a live server; PULLEY_KEY holds a key if it needs one
              --round-millis M          with --server, time from one decision to the next (10)
            """;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** Does what the command line asks; the answer is the exit code. */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length == 0 || arguments[0].equals("--help") || arguments[0].equals("-h")) {
            out.print(USAGE);
            return arguments.length == 0 ? WRONG : DONE;
        }
        try {
            if (arguments[0].equals("quality")) {
                String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
                Path docs = Path.of(System.getProperty("pulley.docs", "docs"));
                return Quality.run(rest, docs, Commit.current(), Progress.ofTerminal(), out) ? DONE : FAILED;
            }
            simulate(SimulateOptions.parse(arguments), out);
            return DONE;
        } catch (InvalidInput fault) {
            err.println("pulley simulate: " + fault.getMessage());
            return WRONG;
        } catch (ServerFault fault) {
            err.println("pulley simulate: " + fault.getMessage());
            return FAILED;
        }
    }

    private static void simulate(SimulateOptions options, PrintStream out) throws InvalidInput {
        Experiment experiment = Experiment.of(
                EnvironmentReader.read(options.environment()),
                options.policies(),
                options.horizon(),
                options.runs(),
                options.seed(),
                options.checkpoints());
        requireWritable("--out", options.json());
        requireWritable("--html", options.html());
        ExperimentResult result = runner(options, experiment).run(experiment);
        String commit = Commit.current();
        out.print(TextReport.of(result, commit));
        write("--out", options.json(), JsonReport.of(result, commit));
        write("--html", options.html(), HtmlReport.of(result, commit));
    }

    private static Runner runner(SimulateOptions options, Experiment experiment) throws InvalidInput {
        if (options.server().isEmpty()) {
            for (String policy : experiment.policies()) {
                Contenders.check(policy, experiment.environment().outcome());
            }
            return new Runner(new Parallel(options.threads(), Progress.ofTerminal()));
        }
        LiveServer server = new LiveServer(
                options.server().get(),
                System.getenv(KEY_VARIABLE),
                options.roundMillis(),
                Long.toString(System.currentTimeMillis(), Character.MAX_RADIX));
        return new Runner(
                new Parallel(options.threads(), Progress.ofTerminal()),
                (policy, environment, run, seed) -> server.contender(policy, environment, run));
    }

    /** Found out before the work, not after. */
    private static void requireWritable(String flag, Optional<Path> path) throws InvalidInput {
        if (path.isPresent()) {
            Path folder = path.get().toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new InvalidInput(flag + ": the folder of " + path.get() + " is not there or can't be written");
            }
        }
    }

    private static void write(String flag, Optional<Path> path, String text) throws InvalidInput {
        if (path.isPresent()) {
            try {
                Files.writeString(path.get(), text);
            } catch (IOException fault) {
                throw new InvalidInput(flag + ": " + path.get() + " can't be written");
            }
        }
    }
}
