package dev.pulley.server.event;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardGiven;
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
        return Arbitraries.frequencyOf(
                Tuple.of(4, decisions()), Tuple.of(1, counts()), Tuple.of(4, rewards()), Tuple.of(1, changes()));
    }

    public static Arbitrary<Event> decisions() {
        return Combinators.combine(
                        Decisions.any(),
                        Arbitraries.of(true, false),
                        Arbitraries.longs(),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(2_000))
                .as(DecisionMade::new);
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
                        Arbitraries.of(true, false))
                .as(RewardGiven::new);
    }

    public static Arbitrary<Event> changes() {
        return Combinators.combine(Arbitraries.longs().greaterOrEqual(0), Tasks.any())
                .as(TaskChanged::new);
    }
}
