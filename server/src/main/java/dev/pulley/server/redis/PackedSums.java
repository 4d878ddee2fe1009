package dev.pulley.server.redis;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as {@code sums.lua} packs them: what MessagePack has of arrays and numbers; and as an earlier version did. */
final class PackedSums {
    private static final int FIXED_ARRAY = 0x90;
    private static final int FIXED_ARRAY_MAX = 0x9f;
    private static final int ARRAY_16 = 0xdc;
    private static final int ARRAY_32 = 0xdd;

    private PackedSums() {}

    /** Whether a field is an array, and not what an earlier version wrote. */
    static boolean isArray(byte[] field) {
        int first = Byte.toUnsignedInt(field[0]);
        return first >= FIXED_ARRAY;
    }

    static double[] read(byte[] field) {
        if (!isArray(field)) {
            double[] sums = new double[field.length / Double.BYTES];
            ByteBuffer.wrap(field)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(sums);
            return sums;
        }
        ByteBuffer in = ByteBuffer.wrap(field);
        double[] sums = new double[length(in)];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = number(in);
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("more bytes than numbers");
        }
        return sums;
    }

    private static int length(ByteBuffer in) {
        int head = Byte.toUnsignedInt(in.get());
        long length = switch (head) {
            case ARRAY_16 -> Short.toUnsignedInt(in.getShort());
            case ARRAY_32 -> Integer.toUnsignedLong(in.getInt());
            default -> {
                if (head > FIXED_ARRAY_MAX) {
                    throw new IllegalArgumentException("no array");
                }
                yield head - FIXED_ARRAY;
            }
        };
        if (length > in.remaining()) {
            throw new IllegalArgumentException("fewer bytes than numbers");
        }
        return (int) length;
    }

    private static double number(ByteBuffer in) {
        byte head = in.get();
        return switch (Byte.toUnsignedInt(head)) {
            case 0xca -> in.getFloat();
            case 0xcb -> in.getDouble();
            case 0xcc -> Byte.toUnsignedInt(in.get());
            case 0xcd -> Short.toUnsignedInt(in.getShort());
            case 0xce -> Integer.toUnsignedLong(in.getInt());
            // More than a signed long has room for is no sum: sixty-three bits hold every whole number that a double
            // counts by.
            case 0xcf, 0xd3 -> in.getLong();
            case 0xd0 -> in.get();
            case 0xd1 -> in.getShort();
            case 0xd2 -> in.getInt();
            default -> {
                // Small numbers are their own head: 0 to 127, and -32 to -1.
                if (head < -32) {
                    throw new IllegalArgumentException("no number");
                }
                yield head;
            }
        };
    }
}
