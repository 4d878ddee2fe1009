package dev.pulley.loadtests.benchmark;

import dev.pulley.policies.allocation.DrawTable;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What choosing among ten variants costs a request: a draw from a prepared table with its propensity, against the usual
 * Thompson sampling, a sample of each variant's beta posterior, which has no propensity to give.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class DrawBenchmark {
    private static final int VARIANTS = 10;
    private static final int SEED = 20;

    private final DrawTable table = DrawTable.of(0.31, 0.2, 0.15, 0.1, 0.08, 0.06, 0.04, 0.03, 0.02, 0.01);
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final BetaDistribution[] posteriors = posteriors();

    private static BetaDistribution[] posteriors() {
        BetaDistribution[] posteriors = new BetaDistribution[VARIANTS];
        Well19937c random = new Well19937c(SEED);
        for (int k = 0; k < VARIANTS; k++) {
            posteriors[k] = new BetaDistribution(random, 20 + 3 * k, 60 - 2 * k);
        }
        return posteriors;
    }

    @Benchmark
    public void drawWithPropensity(Blackhole blackhole) {
        int variant = table.draw(random.nextLong());
        blackhole.consume(variant);
        blackhole.consume(table.propensity(variant));
    }

    @Benchmark
    public int tenBetaSamples() {
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < VARIANTS; k++) {
            double sample = posteriors[k].sample();
            if (sample > greatest) {
                greatest = sample;
                best = k;
            }
        }
        return best;
    }
}
