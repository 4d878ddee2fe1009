package dev.pulley.server.snapshot;

import java.util.function.BooleanSupplier;

/** How much time there is for what can wait. For one thread. */
final class Allowance {
    private long leftNanos;

    private Allowance(long nanos) {
        this.leftNanos = nanos;
    }

    static Allowance ofNanos(long nanos) {
        return new Allowance(nanos);
    }

    static Allowance unlimited() {
        return new Allowance(Long.MAX_VALUE);
    }

    /** Takes one step after the other, until there is none or no time is left; the last one may go beyond it. */
    void spendOn(BooleanSupplier nextStep) {
        long beganNanos = System.nanoTime();
        long spentNanos = 0;
        while (spentNanos < leftNanos && nextStep.getAsBoolean()) {
            spentNanos = System.nanoTime() - beganNanos;
        }
        leftNanos -= spentNanos;
    }
}
