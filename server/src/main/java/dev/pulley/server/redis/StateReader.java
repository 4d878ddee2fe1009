package dev.pulley.server.redis;

import dev.pulley.server.event.StampClock;
import dev.pulley.server.ledger.StandingValue;
import java.util.ArrayList;
import java.util.List;
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

    private final byte[] entry;
    private int next;

    private StateReader(byte[] entry) {
        this.entry = entry;
    }

    static List<StandingValue> read(byte @Nullable [] record, long decidedMillis) {
        List<StandingValue> values = new ArrayList<>();
        if (record != null) {
            StateReader in = new StateReader(record);
            while (in.next < record.length) {
                values.add(in.value(decidedMillis));
            }
        }
        return values;
    }

    private StandingValue value(long decidedMillis) {
        int tag = (int) number(1);
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
        return new StandingValue(tag & METRIC_MASK, value, decidedMillis + afterMillis);
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
