package dev.pulley.server.http;

import dev.pulley.server.stats.StatsFeed;
import dev.pulley.server.stats.TaskStats;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of stats as server-sent events (WHATWG HTML, section 9.2). It looks some times a second for news of its tasks.
 * Whoever reads too slowly is told less often, and then what is newest: nothing waits here but one task's stats.
 * For one event loop.
 */
final class StatsStream {
    private static final Logger LOG = LoggerFactory.getLogger(StatsStream.class);

    static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");
    private static final long LOOK_MILLIS = 200;
    private static final long HEARTBEAT_NANOS = 15_000_000_000L;
    private static final long ADMISSION_NANOS = 1_000_000_000L;
    private static final Buffer HEARTBEAT = Buffer.buffer(": heartbeat\n\n");
    /** How long a browser waits before it connects again. */
    private static final Buffer GREETING = Buffer.buffer("retry: 2000\n\n");

    private final Context context;
    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Supplier<Condition> condition;
    private final Welcome welcome;
    private final List<StatsFeed.Watch> watches;
    private final Runnable onClose;
    private long timer;
    private long writtenNanos = System.nanoTime();
    private long admittedNanos = writtenNanos;
    private long events;
    private int nextWatch;
    private boolean wasDegraded;
    private boolean isReckoning;
    private boolean isClosed;

    /** @param onClose runs once, when nothing more will be written */
    StatsStream(
            RoutingContext request,
            Context context,
            Supplier<Condition> condition,
            Welcome welcome,
            List<StatsFeed.Watch> watches,
            Runnable onClose) {
        this.context = context;
        this.vertx = request.vertx();
        this.response = request.response();
        this.condition = condition;
        this.welcome = welcome;
        this.watches = List.copyOf(watches);
        this.onClose = onClose;
        request.addEndHandler(ended -> close());
    }

    void start() {
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM);
        send(GREETING);
        wasDegraded = condition.get().isDegraded();
        timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
        reckon(watches);
    }

    private void look() {
        long now = System.nanoTime();
        if (isClosed || isReckoning) {
            return;
        }
        if (now - admittedNanos >= ADMISSION_NANOS || !condition.get().isReady()) {
            admittedNanos = now;
            if (welcome.isOver()) {
                end();
                return;
            }
        }
        if (response.writeQueueFull()) {
            return;
        }
        boolean isDegraded = condition.get().isDegraded();
        List<StatsFeed.Watch> due = isDegraded == wasDegraded
                ? watches.stream().filter(StatsFeed.Watch::isDue).toList()
                : watches;
        wasDegraded = isDegraded;
        if (!due.isEmpty()) {
            reckon(due);
        } else if (now - writtenNanos >= HEARTBEAT_NANOS) {
            send(HEARTBEAT);
        }
    }

    /** Reckons on a worker, one task after the other, as long as the reader takes what comes. */
    private void reckon(List<StatsFeed.Watch> due) {
        isReckoning = true;
        nextWatch = 0;
        reckonNext(due);
    }

    private void reckonNext(List<StatsFeed.Watch> due) {
        if (isClosed || nextWatch == due.size() || response.writeQueueFull()) {
            // Those that are left are due again at the next look.
            isReckoning = false;
            return;
        }
        StatsFeed.Watch watch = due.get(nextWatch++);
        Condition now = condition.get();
        long number = ++events;
        context.<List<Buffer>>executeBlocking(
                        () -> watch.next().map(stats -> event(stats, now, number)).stream()
                                .toList(),
                        false)
                .onSuccess(written -> {
                    written.forEach(this::send);
                    reckonNext(due);
                })
                .onFailure(failure -> {
                    LOG.error("stats can't be streamed", failure);
                    end();
                });
    }

    private static Buffer event(TaskStats stats, Condition now, long number) {
        String head = "id: " + stats.asOfMillis() + "." + number + "\nevent: stats\ndata: ";
        return Buffer.buffer(head)
                .appendBytes(StatsWriter.write(stats, now))
                .appendBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private void send(Buffer text) {
        if (!isClosed) {
            writtenNanos = System.nanoTime();
            // Where it can't be written the connection is gone, which ends the stream.
            Object ignored = response.write(text);
        }
    }

    private void end() {
        if (!isClosed) {
            close();
            Object ignored = response.end();
        }
    }

    private void close() {
        if (!isClosed) {
            isClosed = true;
            vertx.cancelTimer(timer);
            watches.forEach(StatsFeed.Watch::close);
            onClose.run();
        }
    }
}
