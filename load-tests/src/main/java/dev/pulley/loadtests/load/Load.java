package dev.pulley.loadtests.load;

import dev.pulley.loadtests.figures.Sheet;
import dev.pulley.loadtests.generator.Generator;
import dev.pulley.loadtests.generator.Measured;
import dev.pulley.loadtests.generator.Pace;
import dev.pulley.loadtests.generator.Traffic;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Runs what {@code ./pulley load} was asked for, but chaos. */
public final class Load {
    /** What there is to run. */
    public static final List<String> COMMANDS = List.of("decide", "reward", "mixed", "compare", "scale");

    /** A closed loop takes what it can; so many rewards a second are made ready for it. */
    private static final double REWARDS_PER_SECOND_READY = 40_000;

    private final List<String> server;
    private final Consumer<String> told;

    /**
     * A runner.
     *
     * @param server the command that runs the server's jar, its options left out
     * @param told is told what happens
     */
    public Load(List<String> server, Consumer<String> told) {
        this.server = List.copyOf(server);
        this.told = told;
    }

    /** Runs it, and puts what it shows on the sheet. */
    public void run(String command, LoadSettings settings, Sheet sheet) throws IOException {
        try (Generator generator = new Generator();
                Ground ground = Ground.open(server)) {
            Stage stage = new Stage(generator, told);
            switch (command) {
                case "compare" -> new Compare(stage, ground, settings, sheet).run();
                case "scale" -> new Scale(stage, ground, settings, sheet).run();
                default -> single(command, settings, stage, ground, sheet);
            }
        }
    }

    private static void single(String command, LoadSettings settings, Stage stage, Ground ground, Sheet sheet)
            throws IOException {
        Target target = settings.nodes().isEmpty()
                ? ground.serve("node")
                : new Target(settings.nodes(), settings.key(), List.of());
        Tasks tasks = new Tasks("load-", settings.tasks(), settings.variants());
        stage.make(target, tasks, settings.seed());
        int callsPerDecision = command.equals("mixed") ? MixedTraffic.CALLS_PER_DECISION : 1;
        Traffic traffic = switch (command) {
            case "decide" -> new DecideTraffic(tasks, target.key(), settings.seed());
            case "mixed" -> new MixedTraffic(tasks, target.key(), settings.seed());
            default ->
                new RewardTraffic(
                        RewardTraffic.Form.SINGLE,
                        stage.gather(target, tasks, rewards(settings), settings.seed()),
                        target.key(),
                        settings.seed());
        };
        Pace pace = settings.pace(callsPerDecision);
        Measured measured = stage.run(command, target, traffic, pace, settings.warmUp(), settings.length());
        sheet.add(command, measured);
    }

    private static int rewards(LoadSettings settings) {
        double perSecond = settings.ratePerSecond() > 0 ? settings.ratePerSecond() : REWARDS_PER_SECOND_READY;
        return (int) (perSecond * (settings.length().plus(settings.warmUp()).toMillis() / 1e3)) + 1;
    }
}
