package dev.pulley.server.event;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.Source;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.task.Tasks;
import dev.pulley.server.token.Decisions;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Events of every kind, with fields of every size. */
public final class Events {
    private Events() {}

    public static Arbitrary<Event> any() {
        return Arbitraries.frequencyOf(Tuple.of(4, decisions()), Tuple.of(4, rewards()), Tuple.of(1, changes()));
    }

    public static Arbitrary<Event> decisions() {
        return Combinators.combine(
                        Decisions.any(),
                        Arbitraries.of(true, false),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(2_000))
                .as(DecisionMade::new);
    }

    public static Arbitrary<Event> rewards() {
        Arbitrary<@Nullable Double> values =
                Arbitraries.doubles().map(value -> value + 0.0).injectNull(0.2);
        Arbitrary<Long> times = Arbitraries.longs().greaterOrEqual(0);
        return Combinators.combine(
                        Decisions.any(),
                        Arbitraries.integers().between(0, 31),
                        Arbitraries.of(true, false),
                        values,
                        times,
                        times,
                        times,
                        Arbitraries.of(true, false))
                .as((decision, metric, binary, value, at, stamp, closes, late) ->
                        new RewardGiven(decision, metric, binary, value, at, stamp, closes, late, Source.UNNAMED))
                .flatMap(given -> sources().map(source -> with(given, source)));
    }

    /** Of some letters of more than one byte too, though no name of a source has them. */
    private static Arbitrary<Source> sources() {
        Arbitrary<@Nullable String> names = Arbitraries.strings()
                .withChars("az09-\u00e9\u20ac")
                .ofMinLength(1)
                .ofMaxLength(Source.NAME_LENGTH_MAX)
                .injectNull(0.5);
        return Combinators.combine(names, Arbitraries.of(1.0, 0.5, 0.01)).as(Source::new);
    }

    private static Event with(RewardGiven given, Source source) {
        return new RewardGiven(
                given.decision(),
                given.metric(),
                given.binary(),
                given.value(),
                given.atMillis(),
                given.stamp(),
                given.closesAtMillis(),
                given.late(),
                source);
    }

    public static Arbitrary<Event> changes() {
        return Combinators.combine(Arbitraries.longs().greaterOrEqual(0), Tasks.any())
                .as(TaskChanged::new);
    }
}
