package dev.pulley.loadtests.benchmark;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.Constraints;
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
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class AllocationBenchmark {
    private static final long SEED = 20;
    private static final int FEWEST_OUTCOMES = 20;
    private static final int MOST_OUTCOMES = 2_000;

    @Param({"10", "1000"})
    int variants;

    @Param({"binary", "range", "number"})
    String outcome = "";

    private OutcomeModel model = new OutcomeModel.Binary(Goal.MAXIMIZE);
    private Constraints constraints = Constraints.none(1);
    private List<VariantSummary> summaries = List.of();
    private final Policy policy = Policies.named(Policies.DEFAULT);

    @Setup
    public void makeEvidence() {
        model = switch (outcome) {
            case "binary" -> new OutcomeModel.Binary(Goal.MAXIMIZE);
            case "range" -> new OutcomeModel.Range(0, 1, Goal.MAXIMIZE);
            default -> new OutcomeModel.Numeric(Goal.MAXIMIZE);
        };
        constraints = Constraints.none(variants);
        SplittableRandom random = new SplittableRandom(SEED);
        List<VariantSummary> made = new ArrayList<>();
        for (int k = 0; k < variants; k++) {
            int outcomes = random.nextInt(FEWEST_OUTCOMES, MOST_OUTCOMES);
            double mean = random.nextDouble(0.3, 0.6);
            // A range's sums are not whole, and a number has a standard deviation of 1.
            double sum = outcome.equals("range") ? outcomes * mean : Math.rint(outcomes * mean);
            double squares = switch (outcome) {
                case "binary" -> sum;
                case "range" -> sum * (mean + 0.1);
                default -> outcomes + sum * sum / outcomes;
            };
            made.add(new VariantSummary(outcomes, outcomes, sum, squares));
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
        return DrawTable.of(constraints.apply(allocation));
    }
}
