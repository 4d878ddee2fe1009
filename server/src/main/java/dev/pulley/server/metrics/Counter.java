package dev.pulley.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts up. Thread-safe. */
public final class Counter implements Series {
    private final LongAdder count = new LongAdder();

    Counter() {}

    public void add(long more) {
        count.add(more);
    }

    @Override
    public void write(ExpositionWriter out, String name, String labels) {
        out.sample(name, labels, (double) count.sum());
    }
}
