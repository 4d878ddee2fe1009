package dev.pulley.server.journal;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What can happen to a file's bytes. */
final class Damages {
    private static final int KINDS = 6;

    private Damages() {}

    static byte[] any(byte[] bytes, SplittableRandom random) {
        if (bytes.length < 2) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int to = at + 1 + random.nextInt(Math.min(500, bytes.length - at));
        return switch (random.nextInt(KINDS)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> flipped(bytes, at, random);
            case 2 -> flipped(Arrays.copyOf(bytes, at + 1), at, random);
            // As a failure of the power leaves it: the length is there, the bytes are not.
            case 3 -> filled(bytes, at, random.nextBoolean() ? bytes.length : to);
            case 4 -> without(bytes, at, to);
            default -> longer(bytes, random);
        };
    }

    private static byte[] flipped(byte[] bytes, int at, SplittableRandom random) {
        byte[] damaged = bytes.clone();
        damaged[at] ^= (byte) (1 << random.nextInt(8));
        return damaged;
    }

    private static byte[] filled(byte[] bytes, int from, int to) {
        byte[] damaged = bytes.clone();
        Arrays.fill(damaged, from, to, (byte) 0);
        return damaged;
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] damaged = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, damaged, from, bytes.length - to);
        return damaged;
    }

    private static byte[] longer(byte[] bytes, SplittableRandom random) {
        byte[] garbage = new byte[1 + random.nextInt(400)];
        random.nextBytes(garbage);
        byte[] damaged = Arrays.copyOf(bytes, bytes.length + garbage.length);
        System.arraycopy(garbage, 0, damaged, bytes.length, garbage.length);
        return damaged;
    }
}
