package dev.pulley.server.event;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.Rival;
import dev.pulley.server.event.Event.Source;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.task.Tasks;
import dev.pulley.server.token.Decisions;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Events of every kind, with fields of every size. */
public final class Events {
    private Events() {}

    public static Arbitrary<Event> any() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, decisions()),
                Tuple.of(1, counts()),
                Tuple.of(4, rewards()),
                Tuple.of(2, rewardsByReference()),
                Tuple.of(1, numbers()),
                Tuple.of(1, changes()));
    }

    public static Arbitrary<Event> decisions() {
        return Combinators.combine(
                        Decisions.any(),
                        Arbitraries.of(true, false),
                        Arbitraries.longs(),
                        references().injectNull(0.5),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(2_000),
                        rivals().injectNull(0.5))
                .as(DecisionMade::new);
    }

    private static Arbitrary<Rival> rivals() {
        Arbitrary<Integer> ids = Arbitraries.integers().greaterOrEqual(0);
        return Combinators.combine(ids, ids).as(Rival::new);
    }

    public static Arbitrary<Event> counts() {
        Arbitrary<int[]> ids =
                Arbitraries.integers().greaterOrEqual(0).array(int[].class).ofSize(6);
        Arbitrary<long[]> times =
                Arbitraries.longs().greaterOrEqual(0).array(long[].class).ofSize(3);
        return Combinators.combine(ids, times)
                .as((id, at) -> new DecisionsCounted(id[0], id[1], id[2], id[3], id[4], at[0], id[5], at[1], at[2]));
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
                        Arbitraries.integers().between(0, 3))
                .as((decision, metric, binary, value, at, stamp, closes, flags) -> new RewardGiven(
                        decision, metric, binary, value, at, stamp, closes, flags > 1, flags % 2 == 1, Source.UNNAMED))
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
                given.waitsForExposure(),
                source);
    }

    private static Arbitrary<String> references() {
        return Arbitraries.strings()
                .excludeChars('\ufffe')
                .ofMinLength(1)
                .ofMaxLength(256)
                .map(Events::wellFormed);
    }

    /** Half of a surrogate pair is no character, and can't be written. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    public static Arbitrary<Event> rewardsByReference() {
        Arbitrary<int[]> ids =
                Arbitraries.integers().greaterOrEqual(0).array(int[].class).ofSize(2);
        Arbitrary<long[]> times =
                Arbitraries.longs().greaterOrEqual(0).array(long[].class).ofSize(4);
        Arbitrary<@Nullable Double> values =
                Arbitraries.doubles().map(value -> value + 0.0).injectNull(0.2);
        return Combinators.combine(
                        ids,
                        references(),
                        Arbitraries.integers().between(0, 31),
                        Arbitraries.of(true, false),
                        values,
                        times,
                        sources())
                .as((id, reference, metric, binary, value, at, source) -> new RewardByReference(
                        id[0],
                        id[1],
                        reference,
                        metric,
                        binary,
                        value,
                        at[0],
                        at[1],
                        at[2],
                        at[3],
                        metric % 2 == 1,
                        source));
    }

    public static Arbitrary<Event> numbers() {
        return Combinators.combine(
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.strings().withCharRange(' ', '\u2fff').ofMaxLength(64),
                        Arbitraries.longs().greaterOrEqual(0))
                .as(TaskNumbered::new);
    }

    public static Arbitrary<Event> changes() {
        return Combinators.combine(Arbitraries.longs().greaterOrEqual(0), Tasks.any(), Tasks.anyChange())
                .as(TaskChanged::new);
    }
}
