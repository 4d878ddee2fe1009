package dev.pulley.simulator.environment;

import dev.pulley.simulator.input.CsvTable;
import dev.pulley.simulator.input.InvalidInput;
import dev.pulley.simulator.input.YamlFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** Reads an environment file; docs/environments.md describes the fields. */
public final class EnvironmentReader {
    /** The largest environment file that is read, in bytes; tables are files of their own. */
    private static final long SIZE_LIMIT_BYTES = 1L << 20;

    private static final double UNBOUNDED = Double.MAX_VALUE;

    /** In rounds: a policy that learns from silence keeps the decisions of a whole window apart. */
    private static final long LONGEST_FAILING_WINDOW = 1L << 30;

    private final Path path;
    private final YamlFields fields;

    private EnvironmentReader(Path path, YamlFields fields) {
        this.path = path;
        this.fields = fields;
    }

    public static Environment read(Path path) throws InvalidInput {
        String text;
        try {
            if (Files.size(path) > SIZE_LIMIT_BYTES) {
                throw new InvalidInput(path + ": is larger than " + SIZE_LIMIT_BYTES + " bytes");
            }
            text = Files.readString(path);
        } catch (IOException fault) {
            throw new InvalidInput(path + ": can't be read");
        }
        return new EnvironmentReader(path, YamlFields.parse(path.toString(), text)).environment();
    }

    private Environment environment() throws InvalidInput {
        String kind = fields.word("kind", List.of("bernoulli", "gaussian", "table", "replay"));
        String name = fields.has("name") ? fields.text("name") : stem();
        Outcome outcome = outcome(kind);
        Arms arms = switch (kind) {
            case "table" -> table();
            case "replay" -> replay(outcome);
            default -> simulated(outcome);
        };
        double deviation = kind.equals("gaussian") ? fields.positive("deviation") : 0;
        Delay delay = fields.has("delay") ? delay(fields.mapping("delay")) : new Delay.Fixed(0);
        long window = fields.has("window") ? fields.whole("window", 1, Delay.LIMIT_ROUNDS) : Environment.NO_WINDOW;
        Drift drift = fields.has("drift") ? drift(fields.mapping("drift"), outcome, arms) : new Drift.None();
        long batch = fields.has("batch") ? fields.whole("batch", 1, Delay.LIMIT_ROUNDS) : 1;
        boolean absentFails = fields.has("absent")
                && fields.word("absent", List.of("failure", "missing")).equals("failure");
        if (absentFails && (outcome != Outcome.BINARY || window > LONGEST_FAILING_WINDOW)) {
            throw fields.fault(
                    "absent",
                    "absence is a failure only of binary rewards, in a window of at most " + LONGEST_FAILING_WINDOW);
        }
        List<Proxy> proxies = fields.has("proxies")
                ? new ProxyReader(fields, arms, outcome).proxies(EnvironmentReader::delay)
                : List.of();
        fields.finish();
        return new Environment(name, outcome, arms, deviation, delay, window, drift, batch, absentFails, proxies);
    }

    private String stem() {
        return String.valueOf(path.getFileName()).replaceFirst("\\.ya?ml$", "");
    }

    private Outcome outcome(String kind) throws InvalidInput {
        return switch (kind) {
            case "gaussian" -> Outcome.NUMBER;
            case "replay" ->
                fields.has("outcome")
                                && fields.word("outcome", List.of("binary", "number"))
                                        .equals("binary")
                        ? Outcome.BINARY
                        : Outcome.NUMBER;
            default -> Outcome.BINARY;
        };
    }

    private Arms simulated(Outcome outcome) throws InvalidInput {
        double least = outcome == Outcome.BINARY ? 0 : -UNBOUNDED;
        double greatest = outcome == Outcome.BINARY ? 1 : UNBOUNDED;
        if (fields.isMapping("means")) {
            int count = (int) fields.whole("arms", 1, Environment.ARMS_LIMIT);
            return new Arms.Drawn(count, distribution(fields.mapping("means"), outcome));
        }
        List<Double> means = boxed(fields.numbers("means", least, greatest));
        checkCount("means", means.size());
        List<String> names = fields.has("names") ? fields.texts("names") : Arms.numbered(means.size());
        if (names.size() != means.size() || new HashSet<>(names).size() != names.size()) {
            throw fields.fault("names", "must name each of the " + means.size() + " arms differently");
        }
        return new Arms.Given(names, means);
    }

    private static MeanDistribution distribution(YamlFields means, Outcome outcome) throws InvalidInput {
        boolean binary = outcome == Outcome.BINARY;
        String name =
                means.word("distribution", binary ? List.of("uniform", "beta") : List.of("uniform", "beta", "normal"));
        MeanDistribution distribution = switch (name) {
            case "uniform" -> {
                double low = means.number("low", binary ? 0 : -UNBOUNDED, binary ? 1 : UNBOUNDED);
                double high = means.number("high", low, binary ? 1 : UNBOUNDED);
                yield new MeanDistribution.Uniform(low, high);
            }
            case "beta" -> new MeanDistribution.Beta(means.positive("alpha"), means.positive("beta"));
            default ->
                new MeanDistribution.Normal(means.number("mean", -UNBOUNDED, UNBOUNDED), means.positive("deviation"));
        };
        means.finish();
        return distribution;
    }

    private Arms table() throws InvalidInput {
        CsvTable csv = CsvTable.read(path.resolveSibling(fields.text("file")));
        int arm = csv.column("arm");
        int mean = csv.column("mean");
        List<String> names = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        for (int row = 0; row < csv.rows(); row++) {
            if (names.contains(csv.text(row, arm))) {
                throw csv.fault(row, arm, "the arm '" + csv.text(row, arm) + "' is given twice");
            }
            names.add(csv.text(row, arm));
            means.add(csv.number(row, mean, 0, 1));
        }
        checkCount("file", means.size());
        return new Arms.Given(names, means);
    }

    private Arms replay(Outcome outcome) throws InvalidInput {
        CsvTable csv = CsvTable.read(path.resolveSibling(fields.text("file")));
        int arms = csv.columns().size();
        checkCount("file", arms);
        double[] rewards = new double[Math.multiplyExact(csv.rows(), arms)];
        for (int row = 0; row < csv.rows(); row++) {
            for (int arm = 0; arm < arms; arm++) {
                double reward = csv.number(row, arm, -UNBOUNDED, UNBOUNDED);
                if (outcome == Outcome.BINARY && reward != 0 && reward != 1) {
                    throw csv.fault(row, arm, "must be 0 or 1, since the outcome is binary; it is " + reward);
                }
                rewards[row * arms + arm] = reward;
            }
        }
        return new Arms.Replayed(new ReplayTable(csv.columns(), rewards));
    }

    private static Delay delay(YamlFields delay) throws InvalidInput {
        double most = Delay.LIMIT_ROUNDS;
        Delay read = switch (delay.word("kind", List.of("fixed", "geometric", "log-normal", "weibull"))) {
            case "fixed" -> new Delay.Fixed(delay.whole("rounds", 0, Delay.LIMIT_ROUNDS));
            case "geometric" -> new Delay.Geometric(delay.number("mean", 1, most));
            case "log-normal" -> new Delay.LogNormal(delay.positive("median"), delay.number("sigma", 0, 20));
            default -> new Delay.Weibull(delay.positive("scale"), delay.positive("shape"));
        };
        delay.finish();
        return read;
    }

    private Drift drift(YamlFields drift, Outcome outcome, Arms arms) throws InvalidInput {
        String kind = drift.word("kind", List.of("random-walk", "logit-walk", "replacement", "abrupt"));
        if (arms instanceof Arms.Replayed) {
            throw fields.fault("drift", "recorded rewards can't drift further");
        }
        Drift read = switch (kind) {
            case "random-walk" -> new Drift.RandomWalk(drift.positive("step"));
            case "logit-walk" -> logitWalk(drift, outcome, arms);
            case "replacement" -> {
                requireDrawn(drift, "kind", arms);
                yield new Drift.Replacement(drift.number("probability", 0, 1));
            }
            default -> abrupt(drift, outcome, arms);
        };
        drift.finish();
        return read;
    }

    private static Drift logitWalk(YamlFields drift, Outcome outcome, Arms arms) throws InvalidInput {
        double low = drift.number("low", Double.MIN_NORMAL, 1);
        double high = drift.number("high", low, Math.nextDown(1.0));
        if (outcome != Outcome.BINARY || low == high) {
            throw drift.fault("kind", "a walk of logits needs binary rewards, and low below high");
        }
        for (double mean : arms instanceof Arms.Given given ? given.means() : List.<Double>of()) {
            if (mean < low || mean > high) {
                throw drift.fault("low", "the means must lie between low and high; " + mean + " does not");
            }
        }
        return new Drift.LogitWalk(drift.positive("step"), low, high);
    }

    private static Drift abrupt(YamlFields drift, Outcome outcome, Arms arms) throws InvalidInput {
        long round = drift.whole("at", 1, Delay.LIMIT_ROUNDS);
        if (!drift.has("means")) {
            requireDrawn(drift, "means", arms);
            return new Drift.Abrupt(round, List.of());
        }
        boolean binary = outcome == Outcome.BINARY;
        List<Double> means = boxed(drift.numbers("means", binary ? 0 : -UNBOUNDED, binary ? 1 : UNBOUNDED));
        if (means.size() != arms.count()) {
            throw drift.fault("means", "must give one mean for each of the " + arms.count() + " arms");
        }
        return new Drift.Abrupt(round, means);
    }

    private static void requireDrawn(YamlFields drift, String field, Arms arms) throws InvalidInput {
        if (!(arms instanceof Arms.Drawn)) {
            throw drift.fault(field, "new means need a distribution to be drawn from, and the means are given");
        }
    }

    private void checkCount(String field, int count) throws InvalidInput {
        if (count < 1 || count > Environment.ARMS_LIMIT) {
            throw fields.fault(field, "must give between 1 and " + Environment.ARMS_LIMIT + " arms; it gives " + count);
        }
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
