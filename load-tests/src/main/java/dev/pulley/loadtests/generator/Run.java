package dev.pulley.loadtests.generator;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run: sends what is due, notes what is answered. All of it on the generator's thread. */
final class Run {
    /** Calls that fall due within this are sent together: a timer for each would cost more than the call. */
    private static final long TICK_NANOS_MIN = 50_000;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int REFUSAL_LENGTH_MAX = 500;

    private final EventLoop loop;
    private final Traffic traffic;
    private final Pace pace;
    private final Figures figures;
    private final Consumer<Moment> told;
    private final CompletableFuture<Measured> done = new CompletableFuture<>();
    /** Each has its turn, so that none rests until the server takes it for forgotten and closes it. */
    private final Deque<Connection> idle = new ArrayDeque<>();

    private final long warmUpNanos;
    private final long measuredNanos;
    private List<Connection> all = List.of();
    private long startNanos;
    private long measuredFromNanos;
    private long endNanos;

    /** How many calls fell due and were sent, or are past the end. */
    private long sent;

    private int busy;
    private boolean isExhausted;
    private boolean isTicking;

    /** @param told is told each second */
    Run(EventLoop loop, Traffic traffic, Pace pace, long warmUpNanos, long measuredNanos, Consumer<Moment> told) {
        this.loop = loop;
        this.traffic = traffic;
        this.pace = pace;
        this.told = told;
        this.warmUpNanos = warmUpNanos;
        this.measuredNanos = measuredNanos;
        this.figures = new Figures(traffic.kinds());
    }

    CompletableFuture<Measured> done() {
        return done;
    }

    void begin(List<Connection> connections) {
        startNanos = System.nanoTime();
        measuredFromNanos = startNanos + warmUpNanos;
        endNanos = measuredFromNanos + measuredNanos;
        all = List.copyOf(connections);
        idle.addAll(connections);
        later(this::second, SECOND_NANOS);
        later(this::end, endNanos - startNanos);
        switch (pace) {
            case Pace.Closed closed -> {
                for (int i = 0; i < connections.size(); i++) {
                    next(idle.removeFirst());
                }
            }
            case Pace.Open open -> tick();
        }
    }

    /** When the n-th call is due. */
    private long dueNanos(Pace.Open open, long n) {
        return startNanos + (long) ((double) n * 1e9 / open.callsPerSecond());
    }

    private void tick() {
        isTicking = false;
        while (!idle.isEmpty() && next(idle.removeFirst())) {}
        if (isExhausted && busy == 0) {
            end();
        }
        if (pace instanceof Pace.Open open && !idle.isEmpty() && !isOver() && !isExhausted) {
            long wait = Math.max(TICK_NANOS_MIN, dueNanos(open, sent) - System.nanoTime());
            isTicking = true;
            later(this::tick, wait);
        }
    }

    private void later(Runnable step, long nanos) {
        Future<?> ignored = loop.schedule(
                () -> {
                    try {
                        step.run();
                    } catch (RuntimeException e) {
                        failed(e);
                    }
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    private boolean isOver() {
        return done.isDone();
    }

    /** Sends what comes next on this connection, if anything does now; else the connection is idle. */
    private boolean next(Connection connection) {
        long now = System.nanoTime();
        long since = switch (pace) {
            case Pace.Closed closed -> now;
            case Pace.Open open -> dueNanos(open, sent);
        };
        if (isOver() || isExhausted || since > now || since >= endNanos) {
            idle.addLast(connection);
            return false;
        }
        Call call = traffic.next();
        if (call == null) {
            isExhausted = true;
            idle.addLast(connection);
            return false;
        }
        sent++;
        busy++;
        connection.send(call, since);
        return true;
    }

    void answered(Connection connection, Call call, long sinceNanos, int status, ByteBuf body) {
        busy--;
        if (isOver()) {
            idle.addLast(connection);
            return;
        }
        long now = System.nanoTime();
        if (status / 100 != 2) {
            String text = body.toString(0, Math.min(body.readableBytes(), REFUSAL_LENGTH_MAX), StandardCharsets.UTF_8);
            figures.refused(status, text);
        }
        figures.answered(call.kind(), status, now - sinceNanos, isMeasured(sinceNanos, now));
        call.answered(status, body);
        boolean goesOn = next(connection);
        if (!goesOn && isExhausted && busy == 0) {
            end();
        } else if (!goesOn && !isTicking && pace instanceof Pace.Open) {
            tick();
        }
    }

    /** What was due in the time that is measured, or where nothing is due, was answered in it. */
    private boolean isMeasured(long sinceNanos, long nowNanos) {
        long at = pace instanceof Pace.Open ? sinceNanos : nowNanos;
        return at >= measuredFromNanos && at < endNanos;
    }

    void failed(Throwable cause) {
        done.completeExceptionally(cause);
    }

    private void second() {
        if (isOver()) {
            return;
        }
        long now = System.nanoTime();
        int second = (int) Math.floorDiv(now - measuredFromNanos, SECOND_NANOS);
        told.accept(figures.second(second, busy + overdue(now)));
        later(this::second, SECOND_NANOS);
    }

    private long overdue(long nowNanos) {
        return pace instanceof Pace.Open open && !isExhausted
                ? Math.max(0, (long) ((double) (nowNanos - startNanos) * open.callsPerSecond() / 1e9) - sent)
                : 0;
    }

    private void end() {
        if (isOver()) {
            return;
        }
        long now = System.nanoTime();
        long unsent = 0;
        for (Connection connection : all) {
            if (connection.isBusy() && isMeasured(connection.sinceNanos(), connection.sinceNanos())) {
                figures.unanswered(connection.kind(), now - connection.sinceNanos());
            }
        }
        if (pace instanceof Pace.Open open && !isExhausted) {
            for (long since = dueNanos(open, sent); since < endNanos; since = dueNanos(open, ++sent)) {
                unsent++;
                if (since >= measuredFromNanos) {
                    figures.unanswered(0, now - since);
                }
            }
        }
        double seconds = (double) (Math.min(now, endNanos) - measuredFromNanos) / 1e9;
        done.complete(figures.measured(seconds, unsent));
    }
}
