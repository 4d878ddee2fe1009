package dev.pulley.loadtests.benchmark;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.allocation.Policies;
import dev.pulley.policies.allocation.Policy;
import dev.pulley.policies.allocation.PolicyInput;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Posterior;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the sums of each variant to the table that requests draw from, by the default policy. The baseline is the
 * posterior alone, without the probabilities of being best.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class AllocationBenchmark {
    private static final long SEED = 20;
    private static final int FEWEST_OUTCOMES = 20;
    private static final int MOST_OUTCOMES = 2_000;

    @Param({"10", "1000"})
    int variants;

    @Param({"binary", "number"})
    String outcome = "";

    private OutcomeModel model = new OutcomeModel.Binary(Goal.MAXIMIZE);
    private List<VariantSummary> summaries = List.of();
    private final Policy policy = Policies.named(Policies.DEFAULT);

    @Setup
    public void makeEvidence() {
        boolean binary = outcome.equals("binary");
        model = binary ? new OutcomeModel.Binary(Goal.MAXIMIZE) : new OutcomeModel.Numeric(Goal.MAXIMIZE);
        SplittableRandom random = new SplittableRandom(SEED);
        List<VariantSummary> made = new ArrayList<>();
        for (int k = 0; k < variants; k++) {
            int outcomes = random.nextInt(FEWEST_OUTCOMES, MOST_OUTCOMES);
            double mean = random.nextDouble(0.3, 0.6);
            double sum = Math.rint(outcomes * mean);
            // A number has the mean of the binary outcome and a standard deviation of 1.
            made.add(
                    binary
                            ? VariantSummary.ofBinary(sum, outcomes - sum)
                            : new VariantSummary(outcomes, outcomes, sum, outcomes + sum * sum / outcomes));
        }
        summaries = List.copyOf(made);
    }

    @Benchmark
    public Posterior posteriorOnly() {
        return Posterior.of(model, summaries);
    }

    @Benchmark
    public DrawTable evidenceToDrawTable() {
        Allocation allocation = policy.allocate(PolicyInput.of(Posterior.of(model, summaries), summaries));
        return DrawTable.of(allocation);
    }
}
