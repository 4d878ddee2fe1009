package dev.pulley.loadtests.load;

import dev.pulley.loadtests.generator.Generator;
import dev.pulley.loadtests.generator.Measured;
import dev.pulley.loadtests.generator.Moment;
import dev.pulley.loadtests.generator.Pace;
import dev.pulley.loadtests.generator.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Loads targets, and says how it goes. */
final class Stage {
    private static final int MAKERS = 32;
    private static final int GATHERERS = 4;
    private static final Duration GATHER_MAX = Duration.ofMinutes(10);
    /** Decisions that a task gets before anything is measured, with all their rewards. */
    private static final Duration PRIMING = Duration.ofSeconds(3);

    private static final int PRIMERS = 32;

    private final Generator generator;
    private final Consumer<String> told;

    /** @param told is told a line each second */
    Stage(Generator generator, Consumer<String> told) {
        this.generator = generator;
        this.told = told;
    }

    /** Makes the tasks, and has them used for a while, so that the server knows what to expect of them. */
    void make(Target target, Tasks tasks, long seed) throws IOException {
        told.accept("making " + tasks.count() + " tasks of " + tasks.variants() + " variants");
        Measured made = generator.run(
                target.nodes(),
                new MakeTraffic(tasks, target.key()),
                new Pace.Closed(MAKERS),
                Duration.ZERO,
                GATHER_MAX,
                moment -> {});
        requireGood("making tasks", made);
        requireGood(
                "priming",
                generator.run(
                        target.nodes(),
                        new MixedTraffic(tasks, target.key(), seed),
                        new Pace.Closed(PRIMERS),
                        Duration.ZERO,
                        PRIMING,
                        moment -> {}));
    }

    /** Decisions to be rewarded. */
    Tokens gather(Target target, Tasks tasks, int count, long seed) throws IOException {
        Tokens tokens = Tokens.once();
        requireGood(
                "gathering decisions",
                generator.run(
                        target.nodes(),
                        new GatherTraffic(tasks, target.key(), seed, count, tokens),
                        new Pace.Closed(GATHERERS),
                        Duration.ZERO,
                        GATHER_MAX,
                        moment -> {}));
        return tokens;
    }

    /** A run whose answers are all as they should be. */
    Measured run(String name, Target target, Traffic traffic, Pace pace, Duration warmUp, Duration measured)
            throws IOException {
        told.accept(name);
        Measured shown = generator.run(target.nodes(), traffic, pace, warmUp, measured, this::tell);
        requireGood(name, shown);
        if (!(shown.seconds() > 0)) {
            throw new IOException(name + ": was over before its warm-up was");
        }
        return shown;
    }

    private void tell(Moment moment) {
        told.accept(String.format(
                Locale.ROOT,
                "  %3d s  %8d calls  p50 %8.0f us  p99 %8.0f us  %d open",
                moment.second(),
                moment.calls(),
                moment.p50Micros(),
                moment.p99Micros(),
                moment.open()));
    }

    private static void requireGood(String name, Measured shown) throws IOException {
        if (!shown.refusals().isEmpty()) {
            throw new IOException(name + ": answers " + shown.refusals() + ", such as " + shown.firstRefusal());
        }
    }
}
