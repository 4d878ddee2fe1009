package dev.pulley.server.redis;

import dev.pulley.server.event.Event.Source;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.ledger.StandingValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the record of one decision; {@code evidence.lua} says what is in it. Used once. */
final class StateReader {
    private static final int METRIC_BITS = 5;
    private static final int METRIC_MASK = (1 << METRIC_BITS) - 1;
    private static final int KIND_MASK = 3;
    private static final int KIND_DOUBLE = 0;
    private static final int KIND_RETRACTED = 3;
    private static final int OWN_AT = 128;
    private static final int TIME_BYTES = 5;
    private static final int HAS_TRUST = 1;
    private static final int HAS_SOURCE = 2;
    private static final int HAS_FIRST = 4;
    private static final int HAS_ARRIVAL = 8;

    private final byte[] entry;
    private final Map<Integer, String> sources;
    private int next;

    private StateReader(byte[] entry, Map<Integer, String> sources) {
        this.entry = entry;
        this.sources = sources;
    }

    /** @param sources the names of the task's sources, by number */
    static List<StandingValue> read(byte @Nullable [] record, long decidedMillis, Map<Integer, String> sources) {
        List<StandingValue> values = new ArrayList<>();
        if (record != null) {
            StateReader in = new StateReader(record, sources);
            while (in.next < record.length) {
                values.add(in.value(decidedMillis));
            }
        }
        return values;
    }

    private StandingValue value(long decidedMillis) {
        int tag = (int) number(1);
        int more = (int) number(1);
        long stamp = number(TIME_BYTES);
        long fromStamp = Math.max(0, (stamp >> StampClock.COUNT_BITS) - EvidenceBatchWriter.STAMP_ZERO_MILLIS);
        long afterMillis = (tag & OWN_AT) != 0 ? number(TIME_BYTES) : fromStamp;
        int kind = (tag >> METRIC_BITS) & KIND_MASK;
        @Nullable
        Double value = switch (kind) {
            case KIND_DOUBLE -> Double.longBitsToDouble(number(Double.BYTES));
            case KIND_RETRACTED -> null;
            default -> kind - 1.0;
        };
        double trust = (more & HAS_TRUST) == 0 ? 1 : (number(1) + 1) / Source.TRUST_STEPS;
        String source = (more & HAS_SOURCE) == 0 ? null : sources.get((int) number(1));
        // When the outcome was first heard of matters to the sums alone.
        next += ((more & HAS_FIRST) == 0 ? 0 : TIME_BYTES) + ((more & HAS_ARRIVAL) == 0 ? 0 : 1);
        return new StandingValue(tag & METRIC_MASK, value, decidedMillis + afterMillis, source, trust);
    }

    /** Little-endian. */
    private long number(int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (entry[next++] & 0xffL) << (8 * i);
        }
        return number;
    }
}
