package dev.pulley.server.stats;

import dev.pulley.policies.inference.Estimate;
import dev.pulley.policies.inference.Lift;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.server.snapshot.Beliefs;
import dev.pulley.server.snapshot.VariantView;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which variant leads those that may be chosen, and by how much it is better than the strongest of the others. */
final class Leads {
    private Leads() {}

    /** @param best how probable it is of each that it is the best */
    static TaskStats.Lead of(List<VariantView> variants, List<Marginal> gains, double[] best) {
        List<Integer> ordered = ordered(variants, gains, best);
        if (ordered.isEmpty()) {
            return TaskStats.Lead.NOBODY;
        }
        int leader = ordered.getFirst();
        String name = variants.get(leader).definition().name();
        if (ordered.size() < 2) {
            return new TaskStats.Lead(name, null, TaskStats.Lead.NOBODY.by());
        }
        int rival = ordered.get(1);
        Estimate lead = Lift.of(List.of(gains.get(leader), gains.get(rival)), 1).getFirst();
        return new TaskStats.Lead(
                name,
                variants.get(rival).definition().name(),
                new TaskStats.Estimate(lead.mean(), lead.low(), lead.high()));
    }

    /** The places of those that may be chosen, the most probably best first. */
    static List<Integer> ordered(List<VariantView> variants, List<Marginal> gains, double[] best) {
        return IntStream.range(0, variants.size())
                .filter(i -> Beliefs.mayBeChosen(variants.get(i)))
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> best[i])
                        .thenComparingDouble(i -> gains.get(i).mean())
                        .reversed())
                .toList();
    }
}
