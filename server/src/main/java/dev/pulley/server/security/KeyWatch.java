package dev.pulley.server.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the keys true while a server runs, on a thread of its own: looks once a second, and at once when something was changed here. */
public final class KeyWatch {
    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final long LOOK_MILLIS = 1_000;
    /** Between two looks, however many ask for one. */
    private static final long PAUSE_MILLIS = 100;

    private static final int WAITING_MAX = 1_000;

    private final SharedKeys keys;
    private final Thread thread;
    private final BlockingQueue<Boolean> reasons = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<CompletableFuture<Boolean>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final CountDownLatch stopping = new CountDownLatch(1);
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
    public void wake() {
        boolean ignored = reasons.offer(true);
    }

    /** Is done after a look that begins from now on; whether it succeeded. At once, where too many wait for that already. */
    CompletionStage<Boolean> afterLook() {
        CompletableFuture<Boolean> look = new CompletableFuture<>();
        if (stopping.getCount() == 0 || !waiting.offer(look)) {
            return CompletableFuture.completedStage(false);
        }
        wake();
        return look;
    }

    public void stop(Duration patience) throws InterruptedException {
        stopping.countDown();
        wake();
        if (!thread.join(patience)) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            do {
                Boolean ignored = reasons.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                List<CompletableFuture<Boolean>> served = new ArrayList<>();
                waiting.drainTo(served);
                boolean hasSucceeded = look();
                served.forEach(one -> one.complete(hasSucceeded));
            } while (!stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean look() throws InterruptedException {
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
            return true;
        } catch (KeyException | RuntimeException e) {
            if (!isFailing) {
                isFailing = true;
                LOG.warn("those who ask are judged by the keys that are known here", e);
            }
            return false;
        }
    }
}
