package dev.pulley.server.demo;

import java.util.function.LongSupplier;

/**
 * Whether to try again: always, until something fails; then one try at a time, at intervals that double up to a limit,
 * until one succeeds. A failure by itself is nobody's business; a second one after it is said, once, and so is the end.
 */
final class Patience {

    static final long WAIT_MILLIS_MIN = 250;
    static final long WAIT_MILLIS_MAX = 8_000;

    private final String subject;
    private final Terminal terminal;
    private final LongSupplier clockMillis;
    private boolean failing;
    private boolean said;
    private long waitMillis;
    private long nextTryMillis;

    /** @param clockMillis a clock that never goes back */
    Patience(String subject, Terminal terminal, LongSupplier clockMillis) {
        this.subject = subject;
        this.terminal = terminal;
        this.clockMillis = clockMillis;
    }

    /** While things fail, true for one caller an interval: it is expected to try. */
    synchronized boolean mayTry() {
        if (!failing) {
            return true;
        }
        long nowMillis = clockMillis.getAsLong();
        if (nowMillis < nextTryMillis) {
            return false;
        }
        waitMillis = Math.min(2 * waitMillis, WAIT_MILLIS_MAX);
        nextTryMillis = nowMillis + waitMillis;
        return true;
    }

    synchronized boolean isFailing() {
        return failing;
    }

    synchronized void failed(String why) {
        if (!failing) {
            failing = true;
            waitMillis = WAIT_MILLIS_MIN;
            nextTryMillis = clockMillis.getAsLong() + waitMillis;
        } else if (!said) {
            said = true;
            terminal.say("demo: " + subject + " " + why + "; it waits and tries again");
        }
    }

    synchronized void succeeded() {
        if (failing) {
            failing = false;
        }
        if (said) {
            said = false;
            terminal.say("demo: " + subject + " answers again");
        }
    }
}
