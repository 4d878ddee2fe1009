package dev.pulley.simulator.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/**
 * Runs numbered, independent pieces of work on a fixed number of threads. The answers come back in the order of their
 * numbers, whatever the order they were ready in.
 */
public final class Parallel {
    private static final long PROGRESS_INTERVAL_MILLIS = 200;

    private final int threads;
    private final Progress progress;

    public Parallel(int threads, Progress progress) {
        this.threads = threads;
        this.progress = progress;
    }

    public <T> List<T> map(String label, int pieces, IntFunction<T> work) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < pieces; i++) {
                int piece = i;
                futures.add(executor.submit(() -> work.apply(piece)));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> future : futures) {
                answers.add(await(label, future, answers.size(), pieces));
            }
            progress.finish(label);
            return answers;
        } finally {
            executor.shutdownNow();
        }
    }

    private <T> T await(String label, Future<T> future, int done, int pieces) {
        progress.show(label, done, pieces);
        while (true) {
            try {
                return future.get(PROGRESS_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                progress.show(label, done, pieces);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a run", interrupted);
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof RuntimeException fault) {
                    throw fault;
                }
                throw new IllegalStateException("a run failed", failed.getCause());
            }
        }
    }
}
