package dev.pulley.server.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How long things took, in buckets whose bounds double from 0.1 ms to 13 s; what took longer is in the last, which has no
 * bound. Thread-safe.
 */
public final class Histogram implements Series {
    private static final long FIRST_BOUND_NANOS = 100_000;
    private static final int BOUNDS = 18;

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS + 1L).toArray(LongAdder[]::new);
    private final LongAdder sumNanos = new LongAdder();

    Histogram() {}

    public void observe(long nanos) {
        counts[bucket(nanos)].increment();
        sumNanos.add(nanos);
    }

    /** The first whose bound is not below; a bound belongs to its bucket. */
    private static int bucket(long nanos) {
        if (nanos <= FIRST_BOUND_NANOS) {
            return 0;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros((nanos - 1) / FIRST_BOUND_NANOS);
        return Math.min(bits, BOUNDS);
    }

    @Override
    public void write(ExpositionWriter out, String name, String labels) {
        String before = labels.isEmpty() ? "" : labels + ",";
        long below = 0;
        for (int i = 0; i < BOUNDS; i++) {
            below += counts[i].sum();
            double bound = seconds(FIRST_BOUND_NANOS << i);
            out.sample(name + "_bucket", before + "le=\"" + bound + "\"", (double) below);
        }
        below += counts[BOUNDS].sum();
        out.sample(name + "_bucket", before + "le=\"+Inf\"", (double) below);
        out.sample(name + "_sum", labels, seconds(sumNanos.sum()));
        out.sample(name + "_count", labels, (double) below);
    }

    private static double seconds(long nanos) {
        return (double) nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
