package dev.pulley.server.http;

import dev.pulley.server.trail.TaskEventReader;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer of a task's events, a line each. A piece is read on a worker, and the next only when the reader has taken enough of
 * the one before. For one event loop.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    static final CharSequence NDJSON = HttpHeaders.createOptimized("application/x-ndjson");
    /** How long to wait for events that are still to come. */
    private static final long FOLLOW_MILLIS = 250;

    private static final long HEARTBEAT_NANOS = 15_000_000_000L;
    private static final Buffer EMPTY_LINE = Buffer.buffer("\n");

    private final Context context;
    private final Vertx vertx;
    private final RoutingContext request;
    private final HttpServerResponse response;
    private final Welcome welcome;
    private final TaskEventReader events;
    private final Runnable onClose;
    private long writtenNanos = System.nanoTime();
    private boolean isReading;
    private boolean isClosed;

    /** @param onClose runs once, when nothing more will be written */
    EventStream(RoutingContext request, Context context, Welcome welcome, TaskEventReader events, Runnable onClose) {
        this.context = context;
        this.vertx = request.vertx();
        this.request = request;
        this.response = request.response();
        this.welcome = welcome;
        this.events = events;
        this.onClose = onClose;
        request.addEndHandler(ended -> close());
    }

    void start() {
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, NDJSON);
        response.drainHandler(drained -> read());
        read();
    }

    private void read() {
        if (isClosed || isReading) {
            return;
        }
        isReading = true;
        context.executeBlocking(events::next, false).onSuccess(this::write).onFailure(this::fail);
    }

    private void write(byte[] piece) {
        isReading = false;
        if (isClosed) {
            events.close();
            return;
        }
        if (piece.length > 0) {
            send(Buffer.buffer(piece));
        }
        if (events.isEnded()) {
            close();
            Object ignored = response.end();
        } else if (events.isAtNewest()) {
            await();
        } else if (!response.writeQueueFull()) {
            read();
        }
    }

    /** Until there may be more. */
    private void await() {
        if (welcome.isOver()) {
            close();
            Object ignored = response.end();
            return;
        }
        if (System.nanoTime() - writtenNanos >= HEARTBEAT_NANOS && !response.writeQueueFull()) {
            send(EMPTY_LINE);
        }
        vertx.setTimer(FOLLOW_MILLIS, waited -> {
            if (!response.writeQueueFull()) {
                read();
            }
        });
    }

    private void send(Buffer text) {
        writtenNanos = System.nanoTime();
        // Where it can't be written the connection is gone, which ends the stream.
        Object ignored = response.write(text);
    }

    private void fail(Throwable failure) {
        isReading = false;
        if (isClosed) {
            events.close();
        } else if (!response.headWritten()) {
            close();
            request.fail(failure);
        } else {
            // An answer that is cut is seen to be no whole one.
            LOG.error("events can't be told", failure);
            close();
            Object ignored = request.request().connection().close();
        }
    }

    private void close() {
        if (!isClosed) {
            isClosed = true;
            if (!isReading) {
                events.close();
            }
            onClose.run();
        }
    }
}
