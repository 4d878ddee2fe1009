package dev.pulley.server.demo;

import java.time.Duration;
import java.util.SplittableRandom;

/** Waiting as people make one wait. Each wait has a virtual thread of its own to sleep in; an interrupt ends it. */
final class Waiting {

    private static final double LONGEST_OF_MEAN = 5;

    private Waiting() {}

    /** For an exponential time, cut at some multiples of its mean. */
    static void about(Duration mean, SplittableRandom random) throws InterruptedException {
        double means = Math.min(-Math.log1p(-random.nextDouble()), LONGEST_OF_MEAN);
        Thread.sleep(Duration.ofNanos((long) (means * mean.toNanos())));
    }
}
