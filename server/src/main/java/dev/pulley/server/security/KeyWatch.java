package dev.pulley.server.security;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the keys true while a server runs, on a thread of its own: looks once a second, and at once when something was changed here. */
public final class KeyWatch {
    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final long LOOK_MILLIS = 1_000;

    private final SharedKeys keys;
    private final Thread thread;
    private final BlockingQueue<Boolean> reasons = new ArrayBlockingQueue<>(1);
    private volatile boolean isStopping;
    private boolean isFailing;
    private boolean wasKeyless;

    private KeyWatch(SharedKeys keys) {
        this.keys = keys;
        this.wasKeyless = keys.current().isKeyless();
        this.thread = Thread.ofPlatform().name("pulley-keys").daemon().unstarted(this::run);
    }

    public static KeyWatch start(SharedKeys keys) {
        KeyWatch watch = new KeyWatch(keys);
        watch.thread.start();
        return watch;
    }

    /** Looks soon. */
    void wake() {
        boolean ignored = reasons.offer(true);
    }

    public void stop(Duration patience) throws InterruptedException {
        isStopping = true;
        wake();
        if (!thread.join(patience)) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (!isStopping) {
                Boolean ignored = reasons.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        try {
            keys.synchronise();
            if (isFailing) {
                isFailing = false;
                LOG.info("the keys agree with Redis again");
            }
            if (wasKeyless && !keys.current().isKeyless()) {
                wasKeyless = false;
                LOG.info("there are keys now; from here on every request needs one");
            }
        } catch (KeyException | RuntimeException e) {
            if (!isFailing) {
                isFailing = true;
                LOG.warn("those who ask are judged by the keys that are known here", e);
            }
        }
    }
}
