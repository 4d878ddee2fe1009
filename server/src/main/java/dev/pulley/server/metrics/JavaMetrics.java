package dev.pulley.server.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;

/** Memory, collections and threads of this process. */
public final class JavaMetrics {
    private static final double MILLIS_PER_SECOND = 1_000;

    private JavaMetrics() {}

    public static void addTo(Metrics metrics) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        String used = "Memory in use";
        metrics.gauge(
                "jvm_memory_used_bytes",
                used,
                () -> (double) memory.getHeapMemoryUsage().getUsed(),
                "area",
                "heap");
        metrics.gauge(
                "jvm_memory_used_bytes",
                used,
                () -> (double) memory.getNonHeapMemoryUsage().getUsed(),
                "area",
                "nonheap");
        metrics.gauge(
                "jvm_memory_max_bytes",
                "Memory that may be used; -1 where there is no bound",
                () -> (double) memory.getHeapMemoryUsage().getMax(),
                "area",
                "heap");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            metrics.counted(
                    "jvm_gc_collections_total",
                    "Garbage collections",
                    () -> (double) collector.getCollectionCount(),
                    "gc",
                    collector.getName());
            metrics.counted(
                    "jvm_gc_collection_seconds_total",
                    "Time in garbage collections",
                    () -> (double) collector.getCollectionTime() / MILLIS_PER_SECOND,
                    "gc",
                    collector.getName());
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        metrics.gauge("jvm_threads_current", "Threads", threads::getThreadCount);
        metrics.gauge(
                "process_start_time_seconds",
                "When the process started, since 1970",
                () -> (double) ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND);
    }
}
