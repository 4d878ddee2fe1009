package dev.pulley.server.shipper;

import java.util.concurrent.TimeUnit;

/** Time for what is due after a while. It only goes forward, whereas the system's clock may be set back by an hour. */
final class Elapsed {
    private static final long BEGIN_NANOS = System.nanoTime();

    private Elapsed() {}

    static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - BEGIN_NANOS);
    }
}
