package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be concluded of a task, at any time and however often it is looked at. Each of the two conclusions is ever
 * wrong with a probability of at most the stated error.
 *
 * <ol>
 *   <li>Winner: against each other variant, the {@link Contest} of the leader reaches K / error. (Against the truly best
 *       one, or against another as good, K contests could be lost wrongly.)
 *   <li>No difference: the intervals of all K at error / K, which hold all at once, say that no variant is better than
 *       the leader by more than the least effect that matters: the greatest upper end is over the leader's lower end by
 *       no more.
 *   <li>Else evidence is still being collected, for about as long as the {@link Outlook} says.
 * </ol>
 *
 * <p>The leader is the variant with the best average. Only outcomes count, never what proxies foretell. K is how many variants
 * there are, be they taken out or not: which of them are left may hang on the very outcomes.
 *
 * @param winner the name of the winner, if there is one
 * @param why one plain sentence
 * @param remainingDecisions roughly how many more decisions a verdict takes; null when there is one, or when it can't be
 *     said
 * @param asymptotic whether the error is promised only as far as averages are normally distributed
 */
public record Verdict(
        State state,
        @Nullable String winner,
        String why,
        @Nullable Long remainingDecisions,
        boolean asymptotic) {

    public enum State {
        COLLECTING,
        WINNER,
        NO_DIFFERENCE
    }

    /**
     * A variant that may win.
     *
     * @param closed its decisions whose outcomes are all in
     */
    public record Candidate(String name, VariantSummary closed) {}

    /** The verdict where all variants may be chosen, who stand in the order of their averages. */
    public static Verdict of(
            OutcomeModel model, List<Candidate> candidates, double decisions, double minEffect, double error) {
        List<Candidate> ordered = new ArrayList<>(candidates);
        ordered.sort(Comparator.comparingDouble((Candidate candidate) -> gain(model, candidate.closed()))
                .reversed());
        return of(model, ordered, candidates.size(), decisions, minEffect, error);
    }

    private static double gain(OutcomeModel model, VariantSummary closed) {
        double mean = closed.outcomes() > 0 ? closed.sum() / closed.outcomes() : 0;
        return model.goal() == Goal.MAXIMIZE ? mean : -mean;
    }

    /**
     * The verdict on evidence that does not fade.
     *
     * @param candidates the variants that may be chosen now, in the order in which they are taken for the best: as long as there
     *     is no verdict, the first is held against the next that it has not surely beaten
     * @param variants how many variants there are, with those that may not be chosen
     * @param decisions how many decisions they have had, with those whose outcomes are still out
     * @param minEffect the least difference that matters, in the outcome's units; 0 if any does
     * @param error the probability with which a conclusion may ever be wrong
     */
    public static Verdict of(
            OutcomeModel model,
            List<Candidate> candidates,
            int variants,
            double decisions,
            double minEffect,
            double error) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("candidates must not be empty");
        }
        if (variants < candidates.size()) {
            throw new IllegalArgumentException(
                    "variants must be at least as many as candidates (" + candidates.size() + "): " + variants);
        }
        if (!(decisions >= 0 && Double.isFinite(decisions))) {
            throw new IllegalArgumentException("decisions must be finite and not negative: " + decisions);
        }
        if (!(minEffect >= 0 && Double.isFinite(minEffect))) {
            throw new IllegalArgumentException("minEffect must be finite and not negative: " + minEffect);
        }
        if (!(error > 0 && error < 1)) {
            throw new IllegalArgumentException("error must be between 0 and 1: " + error);
        }
        boolean asymptotic = ConfidenceSequence.isAsymptotic(model);
        if (candidates.size() == 1) {
            String why = variants == 1
                    ? "There is only one variant, and nothing to compare it with."
                    : "Only " + candidates.getFirst().name()
                            + " may be chosen, so there is nothing to compare it with.";
            return collecting(why, null, asymptotic);
        }
        for (Candidate candidate : candidates) {
            if (candidate.closed().outcomes() == 0) {
                return collecting("No outcome of " + candidate.name() + " is final yet.", null, asymptotic);
            }
        }
        return new Comparison(model, candidates, variants, decisions, minEffect, error).verdict();
    }

    /** The verdict on a task whose evidence fades, of which nothing is settled for good. */
    public static Verdict ofFadingEvidence() {
        return collecting(
                "With a half-life old outcomes fade, so that no difference is ever settled for good.", null, false);
    }

    /** The verdict on a task all of whose variants are taken out. */
    public static Verdict ofNobody() {
        return collecting("No variant may be chosen.", null, false);
    }

    private static Verdict collecting(String why, @Nullable Long remainingDecisions, boolean asymptotic) {
        return new Verdict(State.COLLECTING, null, why, remainingDecisions, asymptotic);
    }

    /** At least two variants, all with outcomes. */
    private static final class Comparison {
        private final OutcomeModel model;
        private final List<Candidate> candidates;
        private final List<MeanMartingale> contestants;
        private final double decisions;
        private final double minEffect;
        private final double logThreshold;
        private final boolean asymptotic;
        private final String promise;
        private final int leader;

        Comparison(
                OutcomeModel model,
                List<Candidate> candidates,
                int variants,
                double decisions,
                double minEffect,
                double error) {
            this.model = model;
            this.candidates = candidates;
            this.contestants = candidates.stream()
                    .map(candidate -> MeanMartingale.ofGains(model, candidate.closed(), Contest.PRIOR_OUTCOMES))
                    .toList();
            this.decisions = decisions;
            this.minEffect = minEffect;
            this.logThreshold = Math.log(variants) - Math.log(error);
            this.asymptotic = ConfidenceSequence.isAsymptotic(model);
            this.promise = " (wrong at most " + percent(error) + " of the time"
                    + (asymptotic ? ", as far as averages are normally distributed)." : ").");
            this.leader = leader();
        }

        private int leader() {
            int best = 0;
            for (int k = 1; k < contestants.size(); k++) {
                best = contestants.get(k).mean() > contestants.get(best).mean() ? k : best;
            }
            return best;
        }

        Verdict verdict() {
            String name = candidates.get(leader).name();
            if (unbeatenBy(leader) < 0) {
                return new Verdict(
                        State.WINNER, name, name + " is better than every other variant" + promise, null, asymptotic);
            }
            if (minEffect > 0 && greatestHigh() - bounds(leader).low() <= minEffect) {
                return new Verdict(
                        State.NO_DIFFERENCE,
                        null,
                        "No variant is better than " + name + " by more than " + minEffect + promise,
                        null,
                        asymptotic);
            }
            return collecting(
                    candidates.getFirst().name() + " leads, but is not yet surely better than "
                            + candidates.get(unbeatenBy(0)).name() + ".",
                    remainingDecisions(),
                    asymptotic);
        }

        /** The first variant that one has not surely beaten; negative if there is none, which only a leader attains. */
        private int unbeatenBy(int one) {
            for (int k = 0; k < contestants.size(); k++) {
                if (k != one && !new Contest(contestants.get(one), contestants.get(k)).isWon(logThreshold)) {
                    return k;
                }
            }
            return -1;
        }

        private double greatestHigh() {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < candidates.size(); k++) {
                greatest = Math.max(greatest, bounds(k).high());
            }
            return greatest;
        }

        private MeanMartingale.Bounds bounds(int k) {
            return ConfidenceSequence.bounds(model, candidates.get(k).closed(), logThreshold);
        }

        private @Nullable Long remainingDecisions() {
            double growth = new Outlook(contestants, leader).growth(logThreshold, minEffect);
            double closed = 0;
            for (Candidate candidate : candidates) {
                closed += candidate.closed().decisions();
            }
            double remaining = Math.ceil(growth * closed - Math.max(closed, decisions));
            return Double.isInfinite(growth) ? null : (Long) (long) Math.max(1, remaining);
        }

        private static String percent(double error) {
            double percent = Math.rint(error * 1e6) / 1e4;
            return (percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent)) + "%";
        }
    }
}
