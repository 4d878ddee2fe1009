package dev.pulley.loadtests.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what only another process can bring about. */
public final class Patience {
    private static final long LOOK_AGAIN_MILLIS = 10;

    private Patience() {}

    /** What is looked at. */
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** Returns when it holds; never that is an error, which says what did not come. */
    public static void await(String what, Duration limit, Condition condition) throws IOException {
        if (!comes(limit, condition)) {
            throw new IOException("not within " + limit.toSeconds() + " s: " + what);
        }
    }

    /** Whether it comes to hold within the limit. */
    public static boolean comes(Duration limit, Condition condition) throws IOException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadlineNanos) {
                return false;
            }
            pause(Duration.ofMillis(LOOK_AGAIN_MILLIS));
        }
        return true;
    }

    /** Lets time go by while the load runs. */
    public static void pause(Duration time) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
