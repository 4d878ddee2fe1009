package dev.pulley.server.stats;

import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.snapshot.VariantView;
import dev.pulley.server.task.VariantStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is believed of all versions of a task's variants that had decisions or may be chosen, as far as regret needs it. */
record Beliefs(List<VariantVersion> versions, List<Marginal> gains) {
    static Beliefs of(TaskView view) {
        OutcomeModel model = view.task().definition().outcome().model();
        Map<VariantVersion, VariantSummary> all = new LinkedHashMap<>();
        for (VariantView variant : view.variants()) {
            all.put(versionOf(variant), variant.summary());
        }
        view.learned().forEach(all::putIfAbsent);
        return new Beliefs(
                List.copyOf(all.keySet()),
                Posterior.of(model, List.copyOf(all.values())).gains());
    }

    /** Whether a call may get a variant now, however improbable that is. */
    static boolean mayBeChosen(VariantView variant) {
        return variant.share() > 0 || variant.status() == VariantStatus.ACTIVE;
    }

    static VariantVersion versionOf(VariantView variant) {
        return new VariantVersion(variant.identity().id(), variant.identity().version());
    }
}
