package dev.pulley.server.demo;

import dev.pulley.server.demo.Calls.Reply;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** One task's app: it sees that the task is there, and then has visits at random times, until it is interrupted. */
final class App {

    /** Visits wait for their outcomes, so there are many; more than this, and new ones are turned away. */
    private static final int VISITS_MAX = 5_000;

    private final Scenario scenario;
    private final DemoSettings settings;
    private final Calls calls;
    private final Patience patience;
    private final Terminal terminal;
    private final ExecutorService threads;
    private final SplittableRandom random;
    private final Semaphore visits = new Semaphore(VISITS_MAX);
    private volatile boolean taskIsThere;
    private boolean refusalSaid;

    /** @param patience with the server's answers about this task */
    App(
            Scenario scenario,
            DemoSettings settings,
            Calls calls,
            Patience patience,
            Terminal terminal,
            ExecutorService threads) {
        this.scenario = scenario;
        this.settings = settings;
        this.calls = calls;
        this.patience = patience;
        this.terminal = terminal;
        this.threads = threads;
        this.random = new SplittableRandom(settings.seed() + scenario.task().hashCode());
    }

    void run() {
        try {
            while (true) {
                if (calls.mayTry() && patience.mayTry()) {
                    if (taskIsThere) {
                        admit(random.split());
                    } else {
                        taskIsThere = prepare();
                    }
                }
                Waiting.about(Duration.ofNanos((long) (1e9 / settings.decisionsPerSecond())), random);
            }
        } catch (InterruptedException | RejectedExecutionException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit(SplittableRandom chance) {
        if (!visits.tryAcquire()) {
            return;
        }
        threads.execute(() -> {
            try {
                new Visit(scenario, settings, calls, this, chance).run();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                visits.release();
            }
        });
    }

    /** Puts the task only where there is none: whatever somebody made of it stays. */
    private boolean prepare() throws InterruptedException {
        String path = "/v1/tasks/" + scenario.task();
        Reply found = calls.get(path);
        if (found instanceof Reply.Answer answer && answer.status() == 404) {
            found = calls.put(path, scenario.definition());
        }
        if (!(found instanceof Reply.Answer answer)) {
            return false;
        }
        if (!answer.isGood()) {
            patience.failed("is refused with " + answer.problem());
            return false;
        }
        return true;
    }

    /** A decision came. */
    void served() {
        patience.succeeded();
    }

    /** The server knows no such task any more: it may have lost everything. */
    void taskIsGone() {
        taskIsThere = false;
        patience.failed("is not there any more");
    }

    void decisionRefused(String why) {
        patience.failed("gets no decision: " + why);
    }

    /** One is enough: somebody may have changed the task's metrics, and then most are refused. */
    synchronized void rewardRefused(String metric, String why) {
        if (!refusalSaid) {
            refusalSaid = true;
            terminal.say("demo: " + scenario.task() + ": a reward for " + metric + " is refused with " + why);
        }
    }
}
