package dev.pulley.simulator.contender;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.Constraints;
import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.allocation.Policy;
import dev.pulley.policies.allocation.PolicyInput;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Posterior;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** Any of the learner's policies, the way that the server uses it: posterior, allocation, draw table, draw. */
final class AllocatedContender implements Contender {
    private final OutcomeModel model;
    private final Policy policy;
    private final Constraints constraints;
    private final Experience experience;
    private final UniformRandomProvider random;
    private Posterior posterior;
    private DrawTable table;

    AllocatedContender(
            OutcomeModel model, Policy policy, Constraints constraints, int arms, UniformRandomProvider random) {
        this.model = model;
        this.policy = policy;
        this.constraints = constraints;
        this.experience = new Experience(arms);
        this.random = random;
        List<VariantSummary> summaries = experience.summaries();
        this.posterior = Posterior.of(model, summaries);
        this.table = table(summaries);
    }

    @Override
    public int choose() {
        prepare();
        int arm = table.draw(random.nextLong());
        experience.decide(arm);
        return arm;
    }

    @Override
    public void learn(long round, int arm, double reward) {
        experience.learn(arm, reward);
    }

    @Override
    public void replace(int arm) {
        experience.clear(arm);
    }

    @Override
    public double mean(int arm) {
        prepare();
        return posterior.marginals().get(arm).mean();
    }

    private void prepare() {
        if (experience.isStale()) {
            List<VariantSummary> summaries = experience.summaries();
            posterior = Posterior.of(model, summaries);
            table = table(summaries);
        }
    }

    private DrawTable table(List<VariantSummary> summaries) {
        Allocation wanted = policy.allocate(PolicyInput.of(posterior, summaries));
        return DrawTable.of(constraints.apply(wanted));
    }
}
