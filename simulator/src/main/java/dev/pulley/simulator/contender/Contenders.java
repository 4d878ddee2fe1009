package dev.pulley.simulator.contender;

import dev.pulley.policies.allocation.Constraints;
import dev.pulley.policies.allocation.Policies;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.HalfLife;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.simulator.environment.Delay;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.Outcome;
import dev.pulley.simulator.environment.Proxy;
import dev.pulley.simulator.input.InvalidInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** All contenders by name. A new one is one class and one line here. */
public final class Contenders {
    /** The yardstick that every other policy is held against. */
    public static final String PLAIN_THOMPSON = "plain-thompson";

    /** Whatever the server uses unless told otherwise. */
    public static final String DEFAULT = "default";

    private static final String SHARP = "thompson-sharp";
    private static final String THOMPSON = "thompson";

    private static final List<Entry> ENTRIES = List.of(
            new Entry("random", false, (outcome, arms, random) -> new RandomChoice(arms, random)),
            new Entry("epsilon-greedy", false, (outcome, arms, random) -> new EpsilonGreedy(arms, random)),
            new Entry("kl-ucb", true, (outcome, arms, random) -> new KlUcb(arms, random)),
            new Entry(PLAIN_THOMPSON, false, Contenders::plainThompson),
            new Entry(DEFAULT, false, (outcome, arms, random) -> learned(Policies.DEFAULT, outcome, arms, random)),
            new Entry(SHARP, false, (outcome, arms, random) -> learned(SHARP, outcome, arms, random)),
            new Entry(THOMPSON, false, (outcome, arms, random) -> learned(THOMPSON, outcome, arms, random)),
            new Entry("top-two", false, (outcome, arms, random) -> learned("top-two", outcome, arms, random)),
            new Entry("fixed", false, (outcome, arms, random) -> learned("fixed", outcome, arms, random)));

    private Contenders() {}

    public static List<String> names() {
        return ENTRIES.stream().map(Entry::name).toList();
    }

    /** Refuses a policy that does not exist or can't work on such rewards. */
    public static void check(String name, Outcome outcome) throws InvalidInput {
        Entry entry = ENTRIES.stream()
                .filter(candidate -> candidate.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "--policy: there is no policy '" + name + "'; there are " + String.join(", ", names())));
        if (entry.binaryOnly && outcome != Outcome.BINARY) {
            throw new InvalidInput("--policy: " + name + " needs binary rewards");
        }
    }

    /** A fresh contender with a random stream of its own; the name must have passed {@link #check}. */
    public static Contender create(String name, Outcome outcome, int arms, long seed) {
        for (Entry entry : ENTRIES) {
            if (entry.name.equals(name)) {
                return entry.factory.create(outcome, arms, RandomSource.L64_X128_MIX.create(seed));
            }
        }
        throw new IllegalArgumentException("name must be a known policy, not '" + name + "'");
    }

    /** A fresh contender for an environment; the name must have passed {@link #check}. */
    public static Contender create(String name, Environment environment, long seed) {
        boolean isDefault = name.equals(DEFAULT) || name.equals(SHARP);
        int arms = environment.arms().count();
        boolean isShaped = isDefault
                && environment.outcome() == Outcome.BINARY
                && !environment.proxies().isEmpty();
        if (isShaped && environment.isAbsentFailure()) {
            return shapedLate(environment, seed);
        }
        if (isShaped) {
            return shaped(environment, seed);
        }
        if (isDefault && environment.isAbsentFailure()) {
            return late(arms, environment.windowRounds(), seed);
        }
        if (name.equals(PLAIN_THOMPSON) && environment.isAbsentFailure()) {
            return plainHasty(arms, seed);
        }
        return create(name, environment.outcome(), arms, seed);
    }

    private static Contender plainThompson(Outcome outcome, int arms, UniformRandomProvider random) {
        return outcome == Outcome.BINARY
                ? PlainThompson.ofReports(arms, random)
                : new PlainThompsonNormal(arms, random);
    }

    /** One of the learner's policies, by the shorter way where there is one. */
    private static Contender learned(String policy, Outcome outcome, int arms, UniformRandomProvider random) {
        if (outcome == Outcome.BINARY && policy.equals(SHARP)) {
            return DirectThompson.sharpened(arms, random);
        }
        if (outcome == Outcome.BINARY && policy.equals(THOMPSON)) {
            return DirectThompson.plain(arms, random);
        }
        return allocated(policy, outcome, arms, random);
    }

    /** The default policy on binary outcomes, with a part of the decisions spread evenly. */
    public static Contender heldOut(int arms, double holdout, long seed) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(seed);
        return new HeldOut(DirectThompson.sharpened(arms, random), arms, holdout, random);
    }

    /** The default policy where only successes are reported, late: a reward of 0 is never heard of. */
    public static LateContender late(int arms, long windowRounds, long seed) {
        return LateContender.learning(arms, windowRounds, RandomSource.L64_X128_MIX.create(seed));
    }

    /** The default policy on binary outcomes that are all reported, with the proxies of an environment, or with none. */
    public static Contender shaped(Environment environment, long seed) {
        return ShapedContender.reporting(
                environment.arms().count(), weights(environment), RandomSource.L64_X128_MIX.create(seed));
    }

    /** The same where only successes are reported, late. */
    public static ShapedContender shapedLate(Environment environment, long seed) {
        return ShapedContender.late(
                environment.arms().count(),
                weights(environment),
                environment.windowRounds(),
                RandomSource.L64_X128_MIX.create(seed));
    }

    private static Map<Integer, Double> weights(Environment environment) {
        Map<Integer, Double> weights = new HashMap<>();
        for (Proxy proxy : environment.proxies()) {
            weights.put(weights.size() + 1, proxy.weight());
        }
        return weights;
    }

    /** The same, told how late successes come. */
    public static Contender lateTold(int arms, long windowRounds, Delay.Geometric delay, long seed) {
        return LateContender.told(arms, windowRounds, delay, RandomSource.L64_X128_MIX.create(seed));
    }

    /** The same, taking what has not been heard of for a failure. */
    public static Contender lateHasty(int arms, long windowRounds, long seed) {
        return LateContender.hasty(arms, windowRounds, RandomSource.L64_X128_MIX.create(seed));
    }

    /** Plain Thompson sampling that does so. */
    public static Contender plainHasty(int arms, long seed) {
        return PlainThompson.hasty(arms, RandomSource.L64_X128_MIX.create(seed));
    }

    /** The default policy on binary outcomes with a half-life, in rounds. */
    public static Contender fading(int arms, HalfLife halfLifeRounds, long seed) {
        return new FadingContender(arms, halfLifeRounds, RandomSource.L64_X128_MIX.create(seed));
    }

    /** One of the learner's policies, the way that the server uses it. */
    static Contender allocated(String policy, Outcome outcome, int arms, UniformRandomProvider random) {
        OutcomeModel model = outcome == Outcome.BINARY
                ? new OutcomeModel.Binary(Goal.MAXIMIZE)
                : new OutcomeModel.Numeric(Goal.MAXIMIZE);
        return new AllocatedContender(model, Policies.named(policy), Constraints.none(arms), arms, random);
    }

    private record Entry(String name, boolean binaryOnly, Factory factory) {}

    private interface Factory {
        Contender create(Outcome outcome, int arms, UniformRandomProvider random);
    }
}
