package dev.pulley.server.task;

import java.time.Duration;
import java.util.Arrays;

/**
 * The widths that an open time bucket can have. A decision's token and its evidence name a width by its place in this
 * list, so the list may grow at its end and never change otherwise.
 */
public final class BucketWidth {
    /** About this many buckets make one window. */
    private static final int BUCKETS_PER_WINDOW = 256;
    /**
     * A bucket into which others are rolled up holds so many of them, if there are widths for that. There are about as many of each
     * width at a time, so fewer would keep less of a task, and show its past more coarsely.
     */
    private static final int NARROW_IN_WIDE_MIN = 6;

    private static final long[] MILLIS = {
        50,
        100,
        250,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        15_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        900_000,
        1_800_000,
        3_600_000,
        7_200_000,
        14_400_000,
        21_600_000,
        43_200_000
    };

    private BucketWidth() {}

    /** The code of the widest bucket that still cuts the window into enough pieces. */
    public static int codeFor(Duration window) {
        long wanted = window.toMillis() / BUCKETS_PER_WINDOW;
        int code = 0;
        while (code + 1 < MILLIS.length && MILLIS[code + 1] <= Math.max(wanted, MILLIS[0])) {
            code++;
        }
        return code;
    }

    /**
     * The code of the buckets that those of this width are rolled up into when nothing comes to them any more; the same where
     * there is none wider. A wide bucket holds a whole number of narrow ones.
     */
    public static int coarser(int code) {
        int wider = code;
        while (wider + 1 < MILLIS.length
                && (MILLIS[wider] < NARROW_IN_WIDE_MIN * MILLIS[code] || MILLIS[wider] % MILLIS[code] != 0)) {
            wider++;
        }
        return wider;
    }

    public static int codeOf(long millis) {
        int code = Arrays.binarySearch(MILLIS, millis);
        if (code < 0) {
            throw new IllegalArgumentException("no bucket is " + millis + " ms wide");
        }
        return code;
    }

    public static boolean isCode(int code) {
        return code >= 0 && code < MILLIS.length;
    }

    public static long millis(int code) {
        return MILLIS[code];
    }
}
