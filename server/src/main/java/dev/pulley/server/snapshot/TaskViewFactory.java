package dev.pulley.server.snapshot;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.allocation.Policies;
import dev.pulley.policies.allocation.PolicyInput;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.VariantDefinition;
import dev.pulley.server.task.VariantIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes a task's view of its definition and its evidence. Pure. */
final class TaskViewFactory {
    private TaskViewFactory() {}

    static TaskView view(Task task, Evidence evidence, Counters counters) {
        Map<VariantVersion, VariantSummary> summaries = evidence.summaries();
        List<VariantIdentity> identities = new ArrayList<>();
        List<VariantSummary> known = new ArrayList<>();
        for (VariantDefinition variant : task.definition().variants()) {
            VariantIdentity identity = task.identity(variant);
            identities.add(identity);
            known.add(
                    summaries.getOrDefault(new VariantVersion(identity.id(), identity.version()), VariantSummary.NONE));
        }
        Posterior posterior = Posterior.of(task.definition().outcome().model(), known);
        PolicyInput input = PolicyInput.of(posterior, known);
        Allocation wanted = Policies.named(task.definition().policy().name()).allocate(input);
        Allocation allocation = task.definition().constraints().apply(wanted);
        double[] best = input.bestProbabilities();

        List<VariantView> variants = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            variants.add(new VariantView(
                    task.definition().variants().get(i),
                    identities.get(i),
                    known.get(i),
                    posterior.marginals().get(i),
                    best[i],
                    allocation.share(i)));
        }
        return new TaskView(
                task,
                evidence,
                List.copyOf(variants),
                identities.stream().mapToInt(VariantIdentity::id).toArray(),
                allocation,
                DrawTable.of(allocation),
                rewardedShare(evidence),
                counters);
    }

    /** A task of which no evidence is at hand, with the shares that its variants had when there was. */
    static TaskView remembered(Task task, double... shares) {
        TaskView unknown = view(task, Evidence.NONE, Counters.NONE);
        if (shares.length != unknown.variants().size()) {
            return unknown;
        }
        Allocation allocation = Allocation.of(shares);
        List<VariantView> variants = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            VariantView variant = unknown.variants().get(i);
            variants.add(new VariantView(
                    variant.definition(),
                    variant.identity(),
                    variant.summary(),
                    variant.belief(),
                    variant.probabilityBest(),
                    allocation.share(i)));
        }
        return new TaskView(
                task,
                unknown.evidence(),
                List.copyOf(variants),
                unknown.variantIds(),
                allocation,
                DrawTable.of(allocation),
                unknown.rewardedShare(),
                unknown.counters());
    }

    /** Until anything is known, all decisions are expected to be rewarded. */
    private static double rewardedShare(Evidence evidence) {
        double decisions = 0;
        double rewarded = 0;
        for (BucketEvidence bucket : evidence.buckets().values()) {
            for (VariantEvidence variant : bucket.variants().values()) {
                decisions += variant.decisions();
                for (Cell cell : variant.cells().values()) {
                    rewarded += cell.count();
                }
            }
        }
        return decisions == 0 ? 1 : Math.min(1, rewarded / decisions);
    }
}
