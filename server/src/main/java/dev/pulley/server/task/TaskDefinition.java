package dev.pulley.server.task;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.Constraints;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an experimenter says of a task, with the defaults filled in. A valid one has at least one variant, no name
 * twice, and a control that is one of its variants.
 */
public record TaskDefinition(
        String description,
        OutcomeDefinition outcome,
        List<ProxyDefinition> proxies,
        List<GuardrailDefinition> guardrails,
        List<VariantDefinition> variants,
        String control,
        NewVersion newVersion,
        PolicySettings policy,
        VerdictSettings verdict,
        PriorSettings prior) {
    public static final int VARIANTS_MAX = 1_000;
    public static final int PROXIES_MAX = 16;
    public static final int GUARDRAILS_MAX = 8;
    public static final int PAYLOAD_BYTES_MAX = 64 << 10;
    public static final int DESCRIPTION_LENGTH_MAX = 2_000;

    private static final double SHARE_ROUNDING = 1e-9;

    public TaskDefinition {
        proxies = List.copyOf(proxies);
        guardrails = List.copyOf(guardrails);
        variants = List.copyOf(variants);
        control = Names.shared(control);
    }

    public Optional<VariantDefinition> variant(String name) {
        return variants.stream().filter(variant -> variant.name().equals(name)).findFirst();
    }

    /** The same task with other variants. */
    public TaskDefinition withVariants(List<VariantDefinition> others) {
        return new TaskDefinition(
                description, outcome, proxies, guardrails, others, control, newVersion, policy, verdict, prior);
    }

    /**
     * The bounds on the allocation where only some of the variants can be chosen. Caps that leave no way to share all of
     * the traffic among those give way together, since somebody has to answer.
     */
    public Constraints constraints(List<VariantDefinition> chosen) {
        double[] caps = chosen.stream().mapToDouble(VariantDefinition::maxShare).toArray();
        double sum = 0;
        for (double cap : caps) {
            sum += cap;
        }
        double least = Math.max(policy.minShare(), policy.holdout() / caps.length);
        for (int k = 0; k < caps.length; k++) {
            double wide = sum >= 1 ? caps[k] : sum > 0 ? caps[k] / sum : 1;
            caps[k] = Math.min(1, Math.max(wide, least));
        }
        return Constraints.of(policy.minShare(), caps, policy.holdout());
    }

    /**
     * The shares of the policy {@code fixed} where only some of the variants can be chosen: those that are given, and
     * even parts of what these leave for the others, brought to a sum of 1.
     */
    public Allocation fixedShares(List<VariantDefinition> chosen) {
        double rest = evenRest();
        double[] shares = chosen.stream()
                .map(VariantDefinition::share)
                .mapToDouble(share -> share == null ? rest : share)
                .toArray();
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        if (!(sum > SHARE_ROUNDING)) {
            return Allocation.even(shares.length);
        }
        for (int k = 0; k < shares.length; k++) {
            shares[k] /= sum;
        }
        return Allocation.of(shares);
    }

    private double evenRest() {
        long others =
                variants.stream().filter(variant -> variant.share() == null).count();
        return others == 0 ? 0 : Math.max(0, 1 - givenShares()) / others;
    }

    private double givenShares() {
        double given = 0;
        for (VariantDefinition variant : variants) {
            Double share = variant.share();
            given += share == null ? 0 : share;
        }
        return given;
    }

    /** What in it does not go together. */
    public Optional<Problem> check() {
        Faults faults = new Faults();
        check(faults);
        return faults.isEmpty() ? Optional.empty() : Optional.of(faults.toProblem());
    }

    /** Notes what in it does not go together. */
    void check(Faults faults) {
        if (variants.isEmpty()) {
            faults.addIfNew("/variants", ProblemCode.INVALID_TASK, "a task needs at least one variant");
            return;
        }
        if (variants.size() > VARIANTS_MAX) {
            faults.addIfNew("/variants", ProblemCode.INVALID_TASK, "a task has at most " + VARIANTS_MAX + " variants");
            return;
        }
        if (variant(control).isEmpty()) {
            faults.addIfNew("/control", ProblemCode.INVALID_TASK, "is not the name of a variant");
        }
        boolean isFixed = policy.name().equals(PolicySettings.FIXED);
        for (int i = 0; i < variants.size(); i++) {
            if (variants.get(i).share() != null && !isFixed) {
                faults.add("/variants/" + i + "/share", ProblemCode.INVALID_TASK, "belongs to the policy 'fixed' only");
            }
        }
        if (isFixed && givenShares() > 1 + SHARE_ROUNDING) {
            faults.add("/variants", ProblemCode.INVALID_TASK, "their shares sum to more than 1");
        }
        checkMetrics(faults);
        checkBounds(faults);
    }

    private void checkMetrics(Faults faults) {
        Set<String> names = new HashSet<>(Set.of(outcome.metric()));
        for (int i = 0; i < proxies.size(); i++) {
            checkMetric("/proxies/" + i, proxies.get(i).metric(), names, faults);
        }
        for (int i = 0; i < guardrails.size(); i++) {
            checkMetric("/guardrails/" + i, guardrails.get(i).metric(), names, faults);
        }
    }

    private static void checkMetric(String place, String metric, Set<String> names, Faults faults) {
        if (!names.add(metric)) {
            faults.add(
                    place + "/metric",
                    ProblemCode.INVALID_TASK,
                    "the metric '" + metric + "' is there twice; outcome, proxies and guardrails are all different");
        }
    }

    private void checkBounds(Faults faults) {
        double[] maxShares =
                variants.stream().mapToDouble(VariantDefinition::maxShare).toArray();
        try {
            Constraints ignored = Constraints.of(policy.minShare(), maxShares, policy.holdout());
        } catch (IllegalArgumentException e) {
            faults.add("/policy", ProblemCode.INVALID_TASK, "the bounds on shares can't be met: " + e.getMessage());
        }
    }
}
