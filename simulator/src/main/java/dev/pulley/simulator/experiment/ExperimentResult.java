package dev.pulley.simulator.experiment;

import java.util.List;

/** What an experiment gave: one result for each policy, in the order they were asked for. */
public record ExperimentResult(Experiment experiment, List<PolicyResult> policies) {
    public ExperimentResult {
        policies = List.copyOf(policies);
    }

    public PolicyResult of(String policy) {
        return policies.stream()
                .filter(result -> result.policy().equals(policy))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("policy '" + policy + "' took no part"));
    }
}
