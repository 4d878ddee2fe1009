package dev.pulley.server.event;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.Rival;
import dev.pulley.server.event.Event.Source;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.task.TaskChangeCodec;
import dev.pulley.server.task.TaskCodec;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Events as bytes: a byte for the type, then the fields in the order in which the records have them; whole numbers as
 * varints, reals as IEEE doubles, texts behind their length; when a decision closes, as the time from it until then. Types and flags are
 * never given another meaning; a new field comes as a new type.
 */
public final class EventCodec {
    private static final byte DECISION_MADE = 1;
    private static final byte REWARD_GIVEN = 2;
    private static final byte TASK_CHANGED = 3;
    private static final byte DECISIONS_COUNTED = 4;
    private static final byte REWARD_BY_REFERENCE = 5;
    private static final byte TASK_NUMBERED = 6;

    private static final byte[] NOTHING = {};

    private static final int COUNTS = 1;
    private static final int AWAITS_EXPOSURE = 2;
    private static final int HAS_RIVAL = 4;
    /** From which of a decision's own flags on they are the group of its unit. */
    private static final int UNIT_GROUP_SHIFT = 2;

    private static final int RETRACTS = 1;
    private static final int BINARY = 2;
    private static final int LATE = 4;
    private static final int NAMED = 8;
    private static final int TRUSTED_LESS = 16;
    private static final int WAITS_FOR_EXPOSURE = 32;

    private EventCodec() {}

    /** A bound on how many bytes {@link #encode} writes. */
    public static int sizeAtMost(Event event) {
        int fixed = 160;
        return switch (event) {
            case DecisionMade made -> {
                String reference = made.reference();
                yield fixed + made.about().length + (reference == null ? 0 : 3 * reference.length());
            }
            case RewardByReference given -> fixed + 3 * given.reference().length() + sizeAtMost(given.source());
            case DecisionsCounted counted -> fixed;
            case RewardGiven given -> fixed + sizeAtMost(given.source());
            case TaskNumbered numbered -> fixed + 3 * numbered.name().length();
            case TaskChanged changed ->
                fixed + TaskCodec.encode(changed.task()).length + TaskChangeCodec.encode(changed.change()).length;
        };
    }

    private static int sizeAtMost(Source source) {
        String name = source.name();
        return Double.BYTES + (name == null ? 0 : Integer.BYTES + 3 * name.length());
    }

    public static void encode(Event event, ByteBuffer out) {
        switch (event) {
            case DecisionMade made -> {
                out.put(DECISION_MADE);
                put(out, made.decision());
                Rival rival = made.rival();
                out.put((byte) ((made.counts() ? COUNTS : 0) | (rival != null ? HAS_RIVAL : 0)));
                putVarint(out, made.closesAtMillis() - made.decision().atMillis());
                String reference = made.reference();
                putBytes(out, reference == null ? NOTHING : reference.getBytes(StandardCharsets.UTF_8));
                putBytes(out, made.about());
                if (rival != null) {
                    putVarint(out, rival.variant());
                    putVarint(out, rival.version());
                }
            }
            case DecisionsCounted counted -> {
                out.put(DECISIONS_COUNTED);
                putVarint(out, counted.tenant());
                putVarint(out, counted.task());
                putVarint(out, counted.variant());
                putVarint(out, counted.version());
                putVarint(out, counted.widthCode());
                putVarint(out, counted.bucket());
                putVarint(out, counted.count());
                putVarint(out, counted.atMillis());
                putVarint(out, counted.closesAtMillis());
            }
            case RewardGiven given -> {
                out.put(REWARD_GIVEN);
                put(out, given.decision());
                putVarint(out, given.metric());
                Double value = given.value();
                out.put(flags(given));
                out.putDouble(value == null ? 0 : value);
                putVarint(out, given.atMillis());
                putVarint(out, given.stamp());
                putVarint(out, given.closesAtMillis());
                put(out, given.source());
            }
            case RewardByReference given -> {
                out.put(REWARD_BY_REFERENCE);
                putVarint(out, given.tenant());
                putVarint(out, given.task());
                putBytes(out, given.reference().getBytes(StandardCharsets.UTF_8));
                putVarint(out, given.metric());
                Double value = given.value();
                out.put((byte) ((value == null ? RETRACTS : 0)
                        | (given.binary() ? BINARY : 0)
                        | (given.waitsForExposure() ? WAITS_FOR_EXPOSURE : 0)
                        | flags(given.source())));
                out.putDouble(value == null ? 0 : value);
                putVarint(out, given.atMillis());
                putVarint(out, given.stamp());
                putVarint(out, given.windowMillis());
                putVarint(out, given.closesAfterMillis());
                put(out, given.source());
            }
            case TaskNumbered numbered -> {
                out.put(TASK_NUMBERED);
                putVarint(out, numbered.tenant());
                putVarint(out, numbered.task());
                putBytes(out, numbered.name().getBytes(StandardCharsets.UTF_8));
                putVarint(out, numbered.atMillis());
            }
            case TaskChanged changed -> {
                out.put(TASK_CHANGED);
                putVarint(out, changed.expectedRevision());
                putBytes(out, TaskCodec.encode(changed.task()));
                putBytes(out, TaskChangeCodec.encode(changed.change()));
            }
        }
    }

    public static Event decode(ByteBuffer in) {
        byte type = in.get();
        return switch (type) {
            case DECISION_MADE -> {
                Decision decision = decision(in);
                int flags = in.get();
                long closesAtMillis = decision.atMillis() + varint(in);
                String reference = new String(bytes(in), StandardCharsets.UTF_8);
                yield new DecisionMade(
                        decision,
                        (flags & COUNTS) != 0,
                        closesAtMillis,
                        reference.isEmpty() ? null : reference,
                        bytes(in),
                        (flags & HAS_RIVAL) != 0 ? new Rival((int) varint(in), (int) varint(in)) : null);
            }
            case DECISIONS_COUNTED ->
                new DecisionsCounted(
                        (int) varint(in),
                        (int) varint(in),
                        (int) varint(in),
                        (int) varint(in),
                        (int) varint(in),
                        varint(in),
                        (int) varint(in),
                        varint(in),
                        varint(in));
            case REWARD_GIVEN -> {
                Decision decision = decision(in);
                int metric = (int) varint(in);
                int flags = in.get();
                double value = in.getDouble();
                yield new RewardGiven(
                        decision,
                        metric,
                        (flags & BINARY) != 0,
                        (flags & RETRACTS) != 0 ? null : value,
                        varint(in),
                        varint(in),
                        varint(in),
                        (flags & LATE) != 0,
                        (flags & WAITS_FOR_EXPOSURE) != 0,
                        source(in, flags));
            }
            case REWARD_BY_REFERENCE -> {
                int tenant = (int) varint(in);
                int task = (int) varint(in);
                String reference = new String(bytes(in), StandardCharsets.UTF_8);
                int metric = (int) varint(in);
                int flags = in.get();
                double value = in.getDouble();
                yield new RewardByReference(
                        tenant,
                        task,
                        reference,
                        metric,
                        (flags & BINARY) != 0,
                        (flags & RETRACTS) != 0 ? null : value,
                        varint(in),
                        varint(in),
                        varint(in),
                        varint(in),
                        (flags & WAITS_FOR_EXPOSURE) != 0,
                        source(in, flags));
            }
            case TASK_NUMBERED ->
                new TaskNumbered(
                        (int) varint(in), (int) varint(in), new String(bytes(in), StandardCharsets.UTF_8), varint(in));
            case TASK_CHANGED ->
                new TaskChanged(varint(in), TaskCodec.decode(bytes(in)), TaskChangeCodec.decode(bytes(in)));
            default -> throw new IllegalArgumentException("an event of type " + type + " is not known to this version");
        };
    }

    private static byte flags(RewardGiven given) {
        return (byte) ((given.value() == null ? RETRACTS : 0)
                | (given.binary() ? BINARY : 0)
                | (given.late() ? LATE : 0)
                | (given.waitsForExposure() ? WAITS_FOR_EXPOSURE : 0)
                | flags(given.source()));
    }

    private static int flags(Source source) {
        return (source.name() != null ? NAMED : 0) | (source.trust() < 1 ? TRUSTED_LESS : 0);
    }

    /** Only what is not usual, as the flags say. */
    private static void put(ByteBuffer out, Source source) {
        String name = source.name();
        if (name != null) {
            putBytes(out, name.getBytes(StandardCharsets.UTF_8));
        }
        if (source.trust() < 1) {
            out.putDouble(source.trust());
        }
    }

    private static Source source(ByteBuffer in, int flags) {
        String name = (flags & NAMED) != 0 ? new String(bytes(in), StandardCharsets.UTF_8) : null;
        return new Source(name, (flags & TRUSTED_LESS) != 0 ? in.getDouble() : 1);
    }

    private static void put(ByteBuffer out, Decision decision) {
        putVarint(out, decision.tenant());
        putVarint(out, decision.task());
        putVarint(out, decision.variant());
        putVarint(out, decision.version());
        putVarint(out, decision.revision());
        out.putDouble(decision.propensity());
        putVarint(out, decision.atMillis());
        putVarint(out, decision.widthCode());
        out.put((byte) ((decision.counts() ? COUNTS : 0)
                | (decision.awaitsExposure() ? AWAITS_EXPOSURE : 0)
                | decision.unitGroup() << UNIT_GROUP_SHIFT));
        Place place = decision.place();
        putVarint(out, place.node());
        putVarint(out, place.epoch());
        putVarint(out, place.counter());
        putVarint(out, place.chunk());
        putVarint(out, place.offset());
    }

    private static Decision decision(ByteBuffer in) {
        int tenant = (int) varint(in);
        int task = (int) varint(in);
        int variant = (int) varint(in);
        int version = (int) varint(in);
        long revision = varint(in);
        double propensity = in.getDouble();
        long atMillis = varint(in);
        int widthCode = (int) varint(in);
        int flags = Byte.toUnsignedInt(in.get());
        return new Decision(
                tenant,
                task,
                variant,
                version,
                revision,
                propensity,
                atMillis,
                widthCode,
                (flags & COUNTS) != 0,
                (flags & AWAITS_EXPOSURE) != 0,
                flags >>> UNIT_GROUP_SHIFT,
                new Place(varint(in), (int) varint(in), varint(in), (int) varint(in), (int) varint(in)));
    }

    private static void putBytes(ByteBuffer out, byte[] bytes) {
        putVarint(out, bytes.length);
        out.put(bytes);
    }

    private static byte[] bytes(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes in " + in.remaining());
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static void putVarint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte octet = in.get();
            value |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                break;
            }
        }
        return value;
    }
}
