package dev.pulley.simulator.quality;

import dev.pulley.simulator.experiment.Parallel;
import dev.pulley.simulator.experiment.Progress;
import dev.pulley.simulator.input.InvalidInput;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The command {@code simulate quality}: measures every bar, and writes the table. */
public final class Quality {
    /** Chosen before the first run, and kept. */
    static final long SEED = 20261121;

    /** The part of the runs that the smaller version has. */
    static final double QUICK_PART = 0.01;

    static final List<Bar> BARS = List.of(
            new PublishedThompsonBar(),
            new ShortHorizonBar(),
            new LongRunBar(),
            new ReplacementBar(),
            new ArmCountBar(),
            new CalibrationBar(),
            new FalseWinnerBar(),
            new WinnerBar(),
            EarlySignalBar.predicting(),
            EarlySignalBar.useless(),
            new ShapedErrorBar(),
            new DelayedConversionBar(),
            new PendingBar(),
            new ImpatientBar(),
            new DriftAlarmBar(),
            new WanderingBar());

    private Quality() {}

    /**
     * Runs what the arguments ask for: {@code [--quick] [--bars b,c,...] [--out FILE]}.
     *
     * @param docs where the report goes unless the arguments say otherwise; a quick one then goes nowhere
     * @return whether every required bar was reached
     */
    public static boolean run(String[] arguments, Path docs, String commit, Progress progress, PrintStream out)
            throws InvalidInput {
        boolean quick = false;
        List<String> letters = BARS.stream().map(Bar::letter).toList();
        Optional<Path> file = Optional.empty();
        for (int i = 0; i < arguments.length; i++) {
            String flag = arguments[i];
            if (flag.equals("--quick")) {
                quick = true;
            } else if (i + 1 < arguments.length && flag.equals("--bars")) {
                letters = bars(arguments[++i], letters);
            } else if (i + 1 < arguments.length && flag.equals("--out")) {
                file = Optional.of(Path.of(arguments[++i]));
            } else {
                throw new InvalidInput("quality takes --quick, --bars LETTERS and --out FILE, not '" + flag + "'");
            }
        }
        if (file.isEmpty() && !quick) {
            file = Optional.of(docs.resolve("quality.md"));
        }
        return run(quick, letters, file, commit, progress, out);
    }

    private static boolean run(
            boolean quick, List<String> letters, Optional<Path> file, String commit, Progress progress, PrintStream out)
            throws InvalidInput {
        int threads = Runtime.getRuntime().availableProcessors();
        Laboratory laboratory = new Laboratory(new Parallel(threads, progress), SEED, quick ? QUICK_PART : 1);
        QualityReport report = new QualityReport(quick, commit);
        if (file.isPresent() && Files.exists(file.get())) {
            report.keep(read(file.get()));
        }
        out.print(report.heading());
        boolean reached = true;
        for (Bar bar : BARS) {
            if (letters.contains(bar.letter())) {
                List<Figure> figures = bar.measure(laboratory);
                out.print(report.section(bar, figures));
                out.flush();
                report.add(bar, figures);
                reached &= figures.stream().allMatch(Figure::reached);
                if (file.isPresent()) {
                    write(file.get(), report.markdown());
                }
            }
        }
        return reached;
    }

    private static String read(Path file) throws InvalidInput {
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new InvalidInput("--out: " + file + " can't be read");
        }
    }

    private static void write(Path file, String text) throws InvalidInput {
        try {
            Files.writeString(file, text);
        } catch (IOException fault) {
            throw new InvalidInput("--out: " + file + " can't be written");
        }
    }

    private static List<String> bars(String text, List<String> known) throws InvalidInput {
        List<String> letters = Arrays.asList(text.split(",", -1));
        if (!known.containsAll(letters)) {
            throw new InvalidInput("--bars must name some of " + String.join(",", known) + "; '" + text + "' does not");
        }
        return letters;
    }
}
