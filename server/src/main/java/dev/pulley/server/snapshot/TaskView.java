package dev.pulley.server.snapshot;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.VariantStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One task, ready to answer from.
 *
 * @param evidence all of it, with that of versions which are inherited from under the version that inherits
 * @param beliefs what is believed of each version that had decisions or may be chosen
 * @param policy what chooses: the task's policy, or {@code paused} or {@code concluded} where one variant is all that is
 *     answered
 * @param counts whether decisions are evidence; those of a task that does not experiment are not
 * @param variants all that the definition has, in its order; the draw table and the allocation name them by their places
 *     in this list
 * @param variantIds their ids, in the same order
 * @param guardrails each on each variant
 * @param proxies each of the definition, in its order
 * @param priors what is taken over from each of the earlier tasks of the definition, in its order
 * @param rewardedShare of its decisions, how many get any reward
 * @param designEffect for how many decisions one counts, as far as those of one unit are alike
 * @param counters what is counted beside the evidence
 * @param staleAtMillis when it is to be made anew even if nothing happens, since evidence fades, or silence says more
 * @param held why it is not newer; null where it is as new as the snapshot
 */
@SuppressWarnings("ArrayRecordComponent") // read by every draw; nobody writes it
public record TaskView(
        Task task,
        Evidence evidence,
        Beliefs beliefs,
        String policy,
        boolean counts,
        List<VariantView> variants,
        int[] variantIds,
        Allocation allocation,
        DrawTable table,
        List<GuardrailView> guardrails,
        List<ProxyView> proxies,
        List<PriorView> priors,
        double rewardedShare,
        double designEffect,
        Counters counters,
        long staleAtMillis,
        @Nullable Held held) {
    /**
     * A task that is answered from as it was last seen, since something of it can't be read or made a view of.
     *
     * @param why in words
     * @param sinceMillis how new it is
     */
    public record Held(String why, long sinceMillis) {}

    /** The same as it stood, and why it is not newer. */
    TaskView held(String why, long nowMillis, long againAtMillis) {
        Held next = new Held(why, held == null ? nowMillis : held.sinceMillis());
        if (next.equals(held) && againAtMillis == staleAtMillis) {
            return this;
        }
        return new TaskView(
                task,
                evidence,
                beliefs,
                policy,
                counts,
                variants,
                variantIds,
                allocation,
                table,
                guardrails,
                proxies,
                priors,
                rewardedShare,
                designEffect,
                counters,
                againAtMillis,
                next);
    }

    TaskView with(List<VariantView> others, Allocation other) {
        return new TaskView(
                task,
                evidence,
                beliefs,
                policy,
                counts,
                others,
                variantIds,
                other,
                DrawTable.of(other),
                guardrails,
                proxies,
                priors,
                rewardedShare,
                designEffect,
                counters,
                staleAtMillis,
                held);
    }

    /** What is believed of the variants that the definition has, in its order. */
    public Posterior posterior() {
        return beliefs.posterior().first(variants.size());
    }

    /** Whether anything was learned or decided under the task's outcome. */
    public boolean hasEvidence() {
        return !evidence.buckets().isEmpty();
    }

    /** Active variants that a guardrail wants out, while the task experiments. */
    public List<GuardrailView> breaches() {
        return counts
                ? guardrails.stream()
                        .filter(guardrail -> guardrail.isOver() && guardrail.status() == VariantStatus.ACTIVE)
                        .toList()
                : List.of();
    }

    /** All that guardrails know of a variant now, by position. */
    public Map<Integer, MetricSums> guardrailSums(String variant) {
        return guardrails.stream()
                .filter(guardrail -> guardrail.variant().equals(variant))
                .collect(Collectors.toMap(GuardrailView::position, GuardrailView::known));
    }
}
