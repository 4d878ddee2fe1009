package dev.pulley.loadtests.load;

import dev.pulley.loadtests.figures.Ratio;
import dev.pulley.loadtests.figures.Sheet;
import dev.pulley.loadtests.generator.Measured;
import dev.pulley.loadtests.generator.Pace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What many tasks, and many variants, cost: a server with many beside a server with few, in turns. */
final class Scale {
    private static final int CALLERS = 64;
    private static final int FEW_VARIANTS = 2;
    private static final int VARIANTS_OF_MANY_TASKS = 5;
    private static final double REWARDS_PER_SECOND_MAX = 60_000;
    private static final int READY_MAX = 600_000;

    private final Stage stage;
    private final Ground ground;
    private final LoadSettings settings;
    private final Sheet sheet;

    Scale(Stage stage, Ground ground, LoadSettings settings, Sheet sheet) {
        this.stage = stage;
        this.ground = ground;
        this.settings = settings;
        this.sheet = sheet;
    }

    /** A server with tasks. */
    private record Served(String name, Target target, Tasks tasks) {}

    private Served serve(String name, int tasks, int variants) throws IOException {
        Target target = ground.serve(name.replace(' ', '-'));
        Tasks made = new Tasks("load-", tasks, variants);
        stage.make(target, made, settings.seed());
        return new Served(name, target, made);
    }

    void run() throws IOException {
        if (settings.wants("variants")) {
            Served few = serve("few variants", 1, FEW_VARIANTS);
            Served many = serve("many variants", 1, Tasks.VARIANTS_MAX);
            decide("decide, " + Tasks.VARIANTS_MAX + " variants beside " + FEW_VARIANTS, many, few);
        }
        if (settings.wants("tasks")) {
            Served few = serve("one task", 1, VARIANTS_OF_MANY_TASKS);
            Served many = serve("many tasks", settings.tasks(), VARIANTS_OF_MANY_TASKS);
            decide("decide, " + settings.tasks() + " tasks beside 1", many, few);
            reward("reward, " + settings.tasks() + " tasks beside 1", many, few);
        }
    }

    private interface Side {
        Measured measure(Served served, int turn) throws IOException;
    }

    private void turns(String name, String unit, Served many, Served few, Side side, double required, double goal)
            throws IOException {
        List<Double> measured = new ArrayList<>();
        List<Double> baseline = new ArrayList<>();
        for (int turn = 1; turn <= settings.turns(); turn++) {
            for (Served served : List.of(few, many)) {
                Measured shown = side.measure(served, turn);
                sheet.add(name + ", " + served.name() + ", " + turn, shown);
                (served.equals(few) ? baseline : measured).add(shown.perSecond(0));
            }
        }
        sheet.add(new Ratio(name, unit, measured, baseline, required, goal, false));
    }

    private void decide(String name, Served many, Served few) throws IOException {
        turns(
                name,
                "decisions/s",
                many,
                few,
                (served, turn) -> stage.run(
                        name + ", " + served.name(),
                        served.target(),
                        new DecideTraffic(served.tasks(), served.target().key(), settings.seed() + turn),
                        new Pace.Closed(CALLERS),
                        settings.warmUp(),
                        settings.length()),
                0.85,
                0.95);
    }

    private void reward(String name, Served many, Served few) throws IOException {
        double seconds = settings.length().plus(settings.warmUp()).toMillis() / 1e3;
        int ready = (int) Math.min(READY_MAX, REWARDS_PER_SECOND_MAX * seconds);
        turns(
                name,
                "rewards/s",
                many,
                few,
                (served, turn) -> {
                    Tokens tokens = stage.gather(served.target(), served.tasks(), ready, settings.seed() + turn);
                    return stage.run(
                            name + ", " + served.name(),
                            served.target(),
                            new RewardTraffic(
                                    RewardTraffic.Form.SINGLE,
                                    tokens,
                                    served.target().key(),
                                    settings.seed() + turn),
                            new Pace.Closed(CALLERS),
                            settings.warmUp(),
                            settings.length());
                },
                0.5,
                0.8);
    }
}
