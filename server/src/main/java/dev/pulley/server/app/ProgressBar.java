package dev.pulley.server.app;

import dev.pulley.server.rebuild.Progress;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows how a rebuild goes: a bar that is drawn again and again on a terminal, else a line now and then. */
final class ProgressBar implements Progress {
    private static final int BAR_LENGTH = 30;
    private static final long DRAWN_EVERY_MILLIS = 200;
    private static final long LINE_EVERY_MILLIS = 5_000;
    private static final double MEBIBYTE = 1 << 20;
    private static final String BACK_AND_CLEAR = "\r\u001b[K";

    private final boolean isTerminal;
    private final Consumer<String> out;
    private final InstantSource clock;
    private String step = "";
    private long total;
    private long bytes;
    private long events;
    private long beganMillis;
    private long shownMillis;

    /** @param out is given what is to be shown, with the ends of lines where there are any */
    ProgressBar(boolean isTerminal, Consumer<String> out, InstantSource clock) {
        this.isTerminal = isTerminal;
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void begins(String beginning, long bytesTotal) {
        step = beginning;
        total = bytesTotal;
        bytes = 0;
        events = 0;
        beganMillis = clock.millis();
        shownMillis = beganMillis;
    }

    @Override
    public void at(long bytesDone, long eventsDone) {
        // Where it reads a part again it is not shown to go back.
        bytes = Math.max(bytes, bytesDone);
        events = eventsDone;
        long now = clock.millis();
        if (now - shownMillis >= (isTerminal ? DRAWN_EVERY_MILLIS : LINE_EVERY_MILLIS)) {
            shownMillis = now;
            out.accept(isTerminal ? BACK_AND_CLEAR + bar() + line() : line() + "\n");
        }
    }

    @Override
    public void ends() {
        bytes = total;
        out.accept((isTerminal ? BACK_AND_CLEAR + bar() : "") + line() + "\n");
    }

    @Override
    public void warned(String line) {
        out.accept((isTerminal ? BACK_AND_CLEAR : "") + "pulley: " + line + "\n");
    }

    private double done() {
        return total == 0 ? 1 : Math.min(1, (double) bytes / total);
    }

    private String bar() {
        int full = (int) (BAR_LENGTH * done());
        return "[" + "#".repeat(full) + "-".repeat(BAR_LENGTH - full) + "] ";
    }

    private String line() {
        double seconds = Math.max(1, clock.millis() - beganMillis) / 1_000.0;
        return String.format(
                Locale.ROOT,
                "%s: %3.0f%%, %.1f of %.1f MiB, %,d events, %,.0f a second",
                step,
                Math.floor(100 * done()),
                bytes / MEBIBYTE,
                total / MEBIBYTE,
                events,
                events / seconds);
    }
}
