package dev.pulley.server.stats;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence.Counts;
import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.SourceMetric;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.inference.AnytimeInterval;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.inference.ConfidenceSequence;
import dev.pulley.policies.inference.CredibleInterval;
import dev.pulley.policies.inference.ExpectedLoss;
import dev.pulley.policies.inference.Lift;
import dev.pulley.policies.inference.Regret;
import dev.pulley.policies.inference.SampleRatio;
import dev.pulley.policies.inference.Verdict;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.server.snapshot.Beliefs;
import dev.pulley.server.snapshot.Lateness;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.snapshot.VariantView;
import dev.pulley.server.stats.TaskStats.Estimate;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.task.VariantStatus;
import dev.pulley.server.task.VerdictSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reckons one task's stats. Pure; takes about a millisecond for a task of ten variants. */
final class Statistician {
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final AnytimeInterval NO_INTERVAL = new AnytimeInterval(Double.NaN, Double.NaN, false);

    private final TaskView view;
    private final OutcomeModel model;
    private final Map<VariantVersion, Counts> counts;

    Statistician(TaskView view) {
        this.view = view;
        this.model = view.task().definition().outcome().model();
        this.counts = view.evidence().counts();
    }

    TaskStats stats(long snapshotMillis) {
        TaskView.Held held = view.held();
        long asOfMillis = held == null ? snapshotMillis : held.sinceMillis();
        long decisions = 0;
        long outcomes = 0;
        for (Counts counted : counts.values()) {
            decisions += Math.round(counted.decisions());
            outcomes += Math.round(counted.outcomes());
        }
        SampleRatio ratio = SampleRatio.of(view.evidence());
        double[] best = BestProbability.of(view.posterior());
        Lateness lateness = Lateness.of(view.task(), view.evidence(), asOfMillis);
        return new TaskStats(
                view.task().name(),
                view.task().revision(),
                view.task().status().wireName(),
                asOfMillis,
                view.task().definition().policy().name(),
                decisions,
                outcomes,
                lateness.pending(),
                view.counters().late(),
                view.counters().waiting(),
                variants(best),
                outcomes == 0
                        ? TaskStats.Lead.NOBODY
                        : Leads.of(view.variants(), view.posterior().gains(), best),
                regret(),
                view.proxies().stream()
                        .map(proxy -> new TaskStats.Proxy(
                                proxy.definition().metric(), proxy.weight(), proxy.correlation(), proxy.isAlarming()))
                        .toList(),
                view.priors().stream()
                        .map(prior -> new TaskStats.Prior(
                                prior.task(), prior.variants(), Math.round(prior.outcomes()), prior.withProxies()))
                        .toList(),
                guardrails(),
                sources(),
                new TaskStats.Delay(
                        lateness.medianMillis() / MILLIS_PER_SECOND,
                        lateness.p90Millis() / MILLIS_PER_SECOND,
                        lateness.isLevelKnown()),
                ratio == null ? null : ratio.pValue(),
                view.designEffect(),
                verdict(best),
                held == null ? null : new TaskStats.Held(held.why(), held.sinceMillis()));
    }

    private List<TaskStats.Variant> variants(double[] best) {
        List<Marginal> gains = view.posterior().gains();
        double[] losses = ExpectedLoss.of(gains);
        List<dev.pulley.policies.inference.Estimate> lifts = Lift.of(gains, control());
        List<TaskStats.Variant> variants = new ArrayList<>();
        for (int i = 0; i < gains.size(); i++) {
            VariantView variant = view.variants().get(i);
            Counts counted = counted(variant.identity());
            // What fades has no interval that holds at any time.
            AnytimeInterval anytime = isFading() ? NO_INTERVAL : ConfidenceSequence.of(model, variant.closed());
            variants.add(new TaskStats.Variant(
                    variant.definition().name(),
                    variant.identity().version(),
                    variant.status().wireName(),
                    variant.share(),
                    Math.round(counted.decisions()),
                    Math.round(counted.outcomes()),
                    estimate(CredibleInterval.of(variant.belief())),
                    best[i],
                    losses[i],
                    anytime.low(),
                    anytime.high(),
                    estimate(lifts.get(i))));
        }
        view.task().identities().stream()
                .filter(identity -> view.task().status(identity) == VariantStatus.REMOVED)
                .map(this::removed)
                .forEach(variants::add);
        return variants;
    }

    private boolean isFading() {
        return view.task().definition().policy().halfLife() != null;
    }

    /** A variant's decisions and outcomes as they are, whatever they weigh. */
    private Counts counted(VariantIdentity identity) {
        return counts.getOrDefault(new VariantVersion(identity.id(), identity.version()), Counts.NONE);
    }

    /** A variant that takes no part any more: what was seen of it, and no belief. */
    private TaskStats.Variant removed(VariantIdentity identity) {
        Counts counted = counted(identity);
        VariantSummary summary = reported(new VariantVersion(identity.id(), identity.version()));
        double mean = summary.sum() / summary.outcomes();
        return new TaskStats.Variant(
                identity.name(),
                identity.version(),
                VariantStatus.REMOVED.wireName(),
                0,
                Math.round(counted.decisions()),
                Math.round(counted.outcomes()),
                new Estimate(mean, Double.NaN, Double.NaN),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                new Estimate(Double.NaN, Double.NaN, Double.NaN));
    }

    private VariantSummary reported(VariantVersion version) {
        VariantSummary sum = VariantSummary.NONE;
        for (BucketEvidence bucket : view.evidence().buckets().values()) {
            VariantEvidence variant = bucket.variants().get(version);
            sum = variant == null ? sum : sum.plus(variant.summary());
        }
        return sum;
    }

    /** What each source that has a name reports of each metric. */
    private List<TaskStats.Source> sources() {
        SortedMap<SourceMetric, MetricSums> sums = new TreeMap<>();
        for (BucketEvidence bucket : view.evidence().buckets().values()) {
            bucket.sources().forEach((source, added) -> sums.merge(source, added, MetricSums::plus));
        }
        return sums.entrySet().stream()
                .map(entry -> new TaskStats.Source(
                        view.counters().sources().get(entry.getKey().source()),
                        view.task().metrics().stream()
                                .filter(metric ->
                                        metric.position() == entry.getKey().metric())
                                .map(Metric::name)
                                .findFirst()
                                .orElse(""),
                        Math.round(entry.getValue().count()),
                        entry.getValue().sum() / entry.getValue().count()))
                .toList();
    }

    private List<TaskStats.Guardrail> guardrails() {
        return view.guardrails().stream()
                .map(guardrail -> new TaskStats.Guardrail(
                        guardrail.definition().metric(),
                        guardrail.variant(),
                        guardrail.verdict().rate(),
                        guardrail.verdict().probabilityOver(),
                        guardrail.status() == VariantStatus.TRIPPED))
                .toList();
    }

    private int control() {
        String name = view.task().definition().control();
        for (int i = 0; i < view.variants().size(); i++) {
            if (view.variants().get(i).definition().name().equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException("a control that is no variant: " + name);
    }

    /** Of all decisions, also those of versions and variants that are not chosen any more. */
    private TaskStats.Regret regret() {
        Map<VariantVersion, Double> shares = new LinkedHashMap<>();
        for (VariantView variant : view.variants()) {
            if (Beliefs.mayBeChosen(variant)) {
                shares.put(Beliefs.versionOf(variant), variant.share());
            }
        }
        Beliefs beliefs = view.beliefs();
        Regret regret = Regret.of(beliefs.gains(), beliefs.versions(), view.evidence(), shares);
        return new TaskStats.Regret(
                regret.perDecision(),
                regret.total(),
                regret.totalLow(),
                regret.totalHigh(),
                regret.evenSplitTotal(),
                estimate(regret.saved()),
                regret.valueRemaining());
    }

    private TaskStats.Verdict verdict(double[] best) {
        Verdict verdict = isFading() ? Verdict.ofFadingEvidence() : verdictOfAll(best);
        return new TaskStats.Verdict(
                verdict.state().name().toLowerCase(Locale.ROOT), verdict.winner(), verdict.why(), remaining(verdict));
    }

    /** The verdict reckons in decisions that are independent of each other. */
    private @Nullable Long remaining(Verdict verdict) {
        Long independent = verdict.remainingDecisions();
        return independent == null ? null : (Long) Math.round(independent * view.designEffect());
    }

    /** Whoever may not be chosen can't be told to keep: so it neither wins, nor is it in the way of a winner. */
    private Verdict verdictOfAll(double[] best) {
        List<VariantView> chosen = Leads.ordered(
                        view.variants(), view.posterior().gains(), best)
                .stream()
                .map(view.variants()::get)
                .toList();
        if (chosen.isEmpty()) {
            return Verdict.ofNobody();
        }
        List<Verdict.Candidate> candidates = chosen.stream()
                .map(variant -> new Verdict.Candidate(variant.definition().name(), variant.closed()))
                .toList();
        double decisions = chosen.stream()
                .mapToDouble(variant -> counted(variant.identity()).decisions())
                .sum();
        VerdictSettings settings = view.task().definition().verdict();
        return Verdict.of(
                model,
                candidates,
                view.variants().size(),
                decisions / view.designEffect(),
                settings.minEffect(),
                settings.error());
    }

    private static Estimate estimate(dev.pulley.policies.inference.Estimate estimate) {
        return new Estimate(estimate.mean(), estimate.low(), estimate.high());
    }
}
