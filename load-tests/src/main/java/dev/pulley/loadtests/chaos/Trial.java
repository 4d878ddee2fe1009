package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.Patience;
import dev.pulley.loadtests.traffic.Answer;
import dev.pulley.loadtests.traffic.Audit;
import dev.pulley.loadtests.traffic.LoadTask;
import dev.pulley.loadtests.traffic.MixedLoad;
import dev.pulley.loadtests.traffic.NodeClient;
import dev.pulley.loadtests.traffic.Phase;
import dev.pulley.loadtests.traffic.Tally;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A load on servers, from their tasks' making to the last comparison. */
final class Trial implements Closeable {
    private static final Duration MAKE_MAX = Duration.ofSeconds(60);
    private static final Duration SETTLE_MAX = Duration.ofSeconds(90);
    private static final Duration APPLY_MAX = Duration.ofSeconds(90);
    /** How long the stats must stay right, since what counts twice comes late. */
    private static final Duration STEADY = Duration.ofSeconds(2);

    private static final Duration STEADY_SHORT = Duration.ofMillis(300);
    private static final String WINDOW = "1h";
    private static final String GRACE = "10m";

    private final Ground ground;
    private final Settings settings;
    private final List<Node> nodes;
    private final MixedLoad load;
    private final SplittableRandom random;
    private final double rate;
    private final List<Duration> readyAgain = new ArrayList<>();
    private final List<Duration> backlogApplied = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Trial(Ground ground, Settings settings, List<Node> nodes, List<LoadTask> tasks, double rate) {
        this.ground = ground;
        this.settings = settings;
        this.nodes = nodes;
        this.random = new SplittableRandom(settings.seed());
        this.rate = rate;
        this.load = MixedLoad.start(nodes.stream().map(Node::client).toList(), tasks, rate, random.nextLong());
    }

    /** Makes the tasks of the mixed load on the first of these servers, which run, and begins with nothing wrong. */
    static Trial begin(Ground ground, Settings settings, List<Node> nodes) throws IOException {
        return begin(ground, settings, nodes, settings.rate());
    }

    static Trial begin(Ground ground, Settings settings, List<Node> nodes, double rate) throws IOException {
        return beginCalmly(ground, settings, nodes, LoadTask.mixed(), rate);
    }

    /** Makes these tasks and loads the servers, at first for as long as it takes to see what is usual. */
    static Trial beginCalmly(Ground ground, Settings settings, List<Node> nodes, List<LoadTask> tasks, double rate)
            throws IOException {
        makeTasks(nodes, tasks, WINDOW, GRACE);
        Trial trial = begin(ground, settings, nodes, tasks, rate);
        Patience.pause(settings.warmUp());
        trial.load.enter(Phase.BEFORE);
        Patience.pause(settings.calm());
        trial.load.enter(Phase.DURING);
        return trial;
    }

    /** Loads servers that have these tasks. */
    static Trial begin(Ground ground, Settings settings, List<Node> nodes, List<LoadTask> tasks, double rate) {
        return ground.keep(new Trial(ground, settings, nodes, tasks, rate));
    }

    static void makeTasks(List<Node> nodes, List<LoadTask> tasks, String window, String grace) throws IOException {
        for (LoadTask task : tasks) {
            Answer answer =
                    nodes.getFirst().client().send("PUT", "/v1/tasks/" + task.name(), task.definition(window, grace));
            if (answer.status() / 10 != 20) {
                throw new IOException("a task can't be made: " + answer.status() + " " + answer.text());
            }
        }
        LoadTask last = tasks.getLast();
        for (Node node : nodes) {
            Patience.await("every server knows the tasks", MAKE_MAX, () -> {
                return node.client().send("GET", "/v1/tasks/" + last.name(), "").status() == 200;
            });
        }
    }

    SplittableRandom random() {
        return random;
    }

    MixedLoad load() {
        return load;
    }

    Tally tally() {
        return load.tally();
    }

    /** Lets the load run for this long and up to as much again. */
    void pauseAbout(Duration time) throws IOException {
        Patience.pause(time.plusNanos(random.nextLong(Math.max(1, time.toNanos()))));
    }

    void readyAfter(Duration taken) {
        readyAgain.add(taken);
    }

    void fail(String failure) {
        ground.tell("  NOT AS PROMISED: " + failure);
        failures.add(failure);
    }

    void note(String note) {
        ground.tell("  " + note);
        notes.add(note);
    }

    /** Waits until all that was acknowledged before this moment is in every server's stats, and keeps how long that took. */
    void awaitBacklog() throws IOException {
        long beginNanos = System.nanoTime();
        List<Long> acknowledged = new ArrayList<>();
        Tally tally = load.tally();
        for (LoadTask task : tally.tasks()) {
            acknowledged.add(tally.acknowledgedDecisions(task));
        }
        boolean isApplied = Patience.comes(APPLY_MAX, () -> {
            for (Node node : nodes) {
                for (int i = 0; i < acknowledged.size(); i++) {
                    LoadTask task = tally.tasks().get(i);
                    if (decisions(node.client(), task) < acknowledged.get(i)) {
                        return false;
                    }
                }
            }
            return true;
        });
        if (!isApplied) {
            fail("the backlog was not applied within " + APPLY_MAX.toSeconds() + " s");
        }
        backlogApplied.add(Duration.ofNanos(System.nanoTime() - beginNanos));
    }

    /** As its stats say; less than any where they can't be had, as when it lost its Redis. */
    private static long decisions(NodeClient client, LoadTask task) throws IOException {
        Answer answer = client.send("GET", "/v1/tasks/" + task.name() + "/stats", "");
        return answer.status() == 200 ? answer.json().path("decisions").asLong() : -1;
    }

    /** Ends the load when all of it is acknowledged, and compares what the servers say with the tally. */
    Outcome end(String scenario, int rounds, Excuse... excuses) throws IOException {
        load.enter(Phase.AFTER);
        ground.tell("  settling " + load.open() + " open decisions");
        if (!load.settle(SETTLE_MAX)) {
            fail(load.open() + " decisions have rewards that no server acknowledges");
        }
        Audit worst = null;
        for (Node node : nodes) {
            Audit audit = awaitRight(node.client());
            if (worst == null || audit.lost() + audit.twice() > worst.lost() + worst.twice()) {
                worst = audit;
            }
            audit.findings().forEach(this::fail);
        }
        for (Node node : nodes) {
            load.changesMissing(node.client()).forEach(this::fail);
        }
        note(load.changes() + " changes of tasks were acknowledged");
        Audit repeated = Audit.repeated(load.tally(), nodes.getFirst().client());
        repeated.findings().forEach(this::fail);
        Tally tally = load.tally();
        long failed = tally.failedDecisions(Phase.BEFORE)
                + tally.failedDecisions(Phase.DURING)
                + tally.failedDecisions(Phase.AFTER);
        tally.complaints().forEach((what, count) -> {
            if (Arrays.stream(excuses).noneMatch(excuse -> excuse.explains(what))) {
                fail(count + " x " + what);
            }
        });
        if (tally.shedDecisions() > 0) {
            note(tally.shedDecisions() + " decisions were not asked for, since the load itself was too far behind");
        }
        load.close();
        return new Outcome(
                scenario,
                rounds,
                rate,
                tally.decisions(),
                tally.rewards(),
                tally.queuedRewards(),
                tally.unansweredDecisions() + tally.unansweredRewards(),
                (worst == null ? 0 : worst.lost()) + repeated.lost(),
                worst == null ? 0 : worst.twice(),
                failed,
                readyAgain,
                backlogApplied,
                load.latencies().percentileMillis(Phase.BEFORE, 99),
                load.latencies().percentileMillis(Phase.DURING, 99),
                failures,
                List.of(),
                notes,
                tally.complaints());
    }

    /** The comparison when it holds, and goes on to; else the last one. */
    private Audit awaitRight(NodeClient client) throws IOException {
        Instant moment = Instant.now();
        Tally tally = load.tally();
        Patience.comes(
                APPLY_MAX,
                () -> Audit.isFresh(tally, client, moment)
                        && Audit.of(tally, client).holds());
        Patience.pause(settings.isShort() ? STEADY_SHORT : STEADY);
        return Audit.of(tally, client);
    }

    @Override
    public void close() throws IOException {
        load.close();
    }
}
