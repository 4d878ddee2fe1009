package dev.pulley.server.token;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Decisions of every size that their fields can have, the extremes among them. */
public final class Decisions {
    private static final long SIX_BYTES_MAX = (1L << 48) - 1;

    private Decisions() {}

    public static Arbitrary<Decision> any() {
        Arbitrary<int[]> ids =
                Arbitraries.integers().greaterOrEqual(0).array(int[].class).ofSize(7);
        Arbitrary<long[]> longs =
                Arbitraries.longs().greaterOrEqual(0).array(long[].class).ofSize(2);
        Arbitrary<Long> sixBytes = Arbitraries.longs().between(0, SIX_BYTES_MAX);
        Arbitrary<Double> propensities =
                Arbitraries.longs().between(1, Double.doubleToRawLongBits(1)).map(Double::longBitsToDouble);
        return Combinators.combine(
                        ids,
                        longs,
                        sixBytes,
                        sixBytes,
                        propensities,
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.of(true, false))
                .as((id, big, at, node, propensity, widthCode, counts) -> new Decision(
                        id[0],
                        id[1],
                        id[2],
                        id[3],
                        big[0],
                        propensity,
                        at,
                        widthCode,
                        counts,
                        id[3] % 2 == 1,
                        (int) (big[1] & 63),
                        new Place(node, id[4], big[1], id[5], id[6])));
    }

    /** As one is after some months of ordinary traffic. */
    public static Decision typical() {
        return new Decision(
                1, 70_000, 3, 12, 417, 0.4312, 1_790_000_000_000L, 12, new Place(1L << 47, 250, 90_000_000, 5_000, 63));
    }
}
