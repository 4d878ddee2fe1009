package dev.pulley.server.reward;

import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.ledger.StandingValue;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.TokenSealer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what became of a decision: "why didn't my reward count?". Not thread-safe: one to an event loop. */
public final class DecisionLookup {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionLookup.class);

    private final Supplier<Snapshot> snapshot;
    private final Function<Decision, CompletionStage<List<StandingValue>>> standing;
    private final TokenSealer sealer;
    private final Executor loop;

    /**
     * Looks up for one event loop.
     *
     * @param standing finds what stands on a decision
     * @param loop runs what has to wait for a key on the event loop again
     */
    public DecisionLookup(
            Supplier<Snapshot> snapshot,
            Function<Decision, CompletionStage<List<StandingValue>>> standing,
            TokenSealer sealer,
            Executor loop) {
        this.snapshot = snapshot;
        this.standing = standing;
        this.sealer = sealer;
        this.loop = loop;
    }

    /**
     * One metric's value on a decision.
     *
     * @param value null where it was retracted
     * @param source whom it came from; null where nobody said
     * @param trust how much it counts
     */
    public record Value(
            String metric,
            @Nullable Double value,
            long atMillis,
            @Nullable String source,
            double trust) {}

    /**
     * A decision, as far as it is known.
     *
     * @param counts whether it is evidence
     * @param isExposed whether it is known to have been shown; null where nobody needs to say so
     * @param closesAtMillis when nothing more can come for it; then what stands is forgotten, after some time
     */
    public record Found(
            String task,
            String variant,
            int version,
            double propensity,
            long revision,
            long atMillis,
            long closesAtMillis,
            boolean counts,
            @Nullable Boolean isExposed,
            List<Value> values) {}

    public CompletionStage<Result<Found>> find(int tenant, String token) {
        return sealer.isOfUnknownKey(token)
                ? sealer.look().thenComposeAsync(seen -> opening(tenant, token), loop)
                : opening(tenant, token);
    }

    private CompletionStage<Result<Found>> opening(int tenant, String token) {
        Optional<Decision> opened = sealer.open(tenant, token);
        Optional<TaskView> known = opened.flatMap(decision -> snapshot.get().task(tenant, decision.task()));
        if (opened.isEmpty() || known.isEmpty()) {
            return CompletableFuture.completedStage(Result.refused(Problem.of(
                    ProblemCode.INVALID_DECISION, "the token was not made here for you, or was changed or cut")));
        }
        Decision decision = opened.get();
        TaskView view = known.get();
        return standing.apply(decision).handle((values, failure) -> {
            if (failure != null) {
                LOG.debug("what stands on a decision can't be read", failure);
                return Result.refused(
                        ProblemCode.UNAVAILABLE, "Redis, which has what stands on the decision, does not answer");
            }
            return Result.ok(found(decision, view, values));
        });
    }

    private static Found found(Decision decision, TaskView view, List<StandingValue> standing) {
        boolean isExposed = standing.stream().anyMatch(value -> value.metric() == RewardGiven.EXPOSURE);
        return new Found(
                view.task().name(),
                view.task()
                        .identity(decision.variant())
                        .map(VariantIdentity::name)
                        .orElse(""),
                decision.version(),
                decision.propensity(),
                decision.revision(),
                decision.atMillis(),
                decision.atMillis() + view.task().openTime(decision.revision()).closesAfterMillis(),
                decision.counts(),
                decision.awaitsExposure() ? isExposed : null,
                standing.stream()
                        .filter(value -> value.metric() != RewardGiven.EXPOSURE)
                        .map(value -> new Value(
                                metric(view, value.metric()),
                                value.value(),
                                value.atMillis(),
                                value.source(),
                                value.trust()))
                        .toList());
    }

    private static String metric(TaskView view, int position) {
        return view.task().metrics().stream()
                .filter(metric -> metric.position() == position)
                .map(Metric::name)
                .findFirst()
                .orElse("");
    }
}
