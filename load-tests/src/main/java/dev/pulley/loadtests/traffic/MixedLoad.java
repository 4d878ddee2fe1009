package dev.pulley.loadtests.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pulley.loadtests.process.Patience;
import dev.pulley.loadtests.traffic.NodeClient.NotSentException;
import dev.pulley.loadtests.traffic.Report.Item;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Apps that decide at a given rate, whatever the answers take (an open loop), and report on each decision what its visit says:
 * singly, in arrays, for several decisions at once, by references of their own, again, corrected in order and out of it, and
 * retracted. Some decisions are to be confirmed, and count when they are said to be shown or when they are first rewarded. A reward is
 * sent until it is acknowledged; a decision that one server does not answer is asked of the others. Meanwhile the tasks are changed.
 */
public final class MixedLoad implements Closeable {
    private static final int IN_FLIGHT_MAX = 4_096;
    private static final int VISITS_OPEN_MAX = 300_000;
    private static final int BUNDLE_MAX = 40;
    private static final long LINGER_MILLIS = 10;
    private static final long RETRY_MILLIS = 100;
    private static final double STEP_MILLIS_MEAN = 150;
    private static final double EDIT_MILLIS_MEAN = 400;
    private static final int PLANS_TO_GAUGE = 2_000;
    private static final int UNITS = 1_000;
    /** One in so many decisions has a reference, and one in so many is to be confirmed. */
    private static final int REFERENCE_EVERY = 8;

    private static final int CONFIRM_EVERY = 8;
    private static final int RADIX = 36;
    private static final Visit.Call GAUGED = new Visit.Call("", 0, null, false);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(40);

    private record Due(Item item, long atNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(getDelay(TimeUnit.NANOSECONDS) - other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private final List<NodeClient> nodes;
    private final List<LoadTask> tasks;
    private final double decisionsPerSecond;
    private final SplittableRandom random;
    private final Tally tally;
    private final Latencies latencies = new Latencies();
    private final DelayQueue<Due> due = new DelayQueue<>();
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong deciding = new AtomicLong();
    private final TaskEdits edits;
    private final Thread decider;
    private final Thread reporter;
    private final Thread editor;

    private volatile Phase phase = Phase.WARM_UP;
    private volatile boolean isDeciding = true;
    private volatile boolean isClosed;

    private MixedLoad(List<NodeClient> nodes, List<LoadTask> tasks, double eventsPerSecond, long seed) {
        this.nodes = List.copyOf(nodes);
        this.tasks = List.copyOf(tasks);
        this.random = new SplittableRandom(seed);
        this.tally = new Tally(tasks, random.split());
        this.decisionsPerSecond = eventsPerSecond / eventsPerDecision();
        this.edits = new TaskEdits(tasks, nodes, random.split());
        this.decider = Thread.ofPlatform().name("load-decider").daemon().unstarted(this::decideAtRate);
        this.reporter = Thread.ofPlatform().name("load-reporter").daemon().unstarted(this::reportWhenDue);
        this.editor = Thread.ofPlatform().name("load-editor").daemon().unstarted(this::editNowAndThen);
    }

    /**
     * Starts it.
     *
     * @param nodes where the tasks are already
     * @param eventsPerSecond decisions and rewards, as they are offered
     */
    public static MixedLoad start(List<NodeClient> nodes, List<LoadTask> tasks, double eventsPerSecond, long seed) {
        if (!(eventsPerSecond > 0)) {
            throw new IllegalArgumentException("eventsPerSecond must be positive: " + eventsPerSecond);
        }
        MixedLoad load = new MixedLoad(nodes, tasks, eventsPerSecond, seed);
        load.decider.start();
        load.reporter.start();
        load.editor.start();
        return load;
    }

    private double eventsPerDecision() {
        SplittableRandom gauge = new SplittableRandom(0);
        long reports = 0;
        for (int i = 0; i < PLANS_TO_GAUGE; i++) {
            reports += Visit.plan(0, tasks.get(i % tasks.size()), 0, GAUGED, 0, gauge)
                    .planned();
        }
        return 1 + (double) reports / PLANS_TO_GAUGE;
    }

    public Tally tally() {
        return tally;
    }

    public Latencies latencies() {
        return latencies;
    }

    /** From now on decisions belong to this phase. */
    public void enter(Phase next) {
        phase = next;
    }

    private void decideAtRate() {
        double nextNanos = System.nanoTime();
        while (isDeciding) {
            nextNanos += -Math.log(1 - random.nextDouble()) * 1e9 / decisionsPerSecond;
            long dueNanos = (long) nextNanos;
            for (long wait = dueNanos - System.nanoTime();
                    wait > 0 && isDeciding;
                    wait = dueNanos - System.nanoTime()) {
                LockSupport.parkNanos(this, wait);
            }
            if (open.get() >= VISITS_OPEN_MAX || !inFlight.tryAcquire()) {
                tally.decisionShed();
                continue;
            }
            deciding.incrementAndGet();
            SplittableRandom own = random.split();
            Phase at = phase;
            Thread.ofVirtual().start(() -> {
                try {
                    decide(own, at, dueNanos);
                } finally {
                    deciding.decrementAndGet();
                    inFlight.release();
                }
            });
        }
    }

    private void editNowAndThen() {
        SplittableRandom pauses = new SplittableRandom(0);
        while (isDeciding) {
            double millis = -Math.log(1 - pauses.nextDouble()) * EDIT_MILLIS_MEAN;
            LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos((long) (1_000 * millis)));
            String wrong = isDeciding ? edits.edit() : "";
            if (!wrong.isEmpty()) {
                tally.complain(wrong);
            }
        }
    }

    /** How many changes of tasks were acknowledged. */
    public long changes() {
        return edits.made();
    }

    /** What is not as it was acknowledged of the changes of tasks, once all is settled. */
    public List<String> changesMissing(NodeClient node) throws IOException {
        return edits.findings(node);
    }

    private void decide(SplittableRandom own, Phase at, long dueNanos) {
        int number = own.nextInt(tasks.size());
        LoadTask task = tasks.get(number);
        String unit = own.nextInt(4) == 0 ? ",\"unit\":\"user-" + own.nextInt(UNITS) + "\"" : "";
        boolean isReferred = task.isReferred() && own.nextInt(REFERENCE_EVERY) == 0;
        boolean isToConfirm = !isReferred && own.nextInt(CONFIRM_EVERY) == 0;
        String confirm = isToConfirm ? ",\"confirm\":true" : "";
        int first = own.nextInt(nodes.size());
        String failure = "";
        for (int i = 0; i < nodes.size(); i++) {
            // Each attempt has its own: of one without an answer nobody knows whether its decision has the reference.
            String reference = isReferred ? Long.toUnsignedString(own.nextLong(), RADIX) : null;
            String referred = reference == null ? "" : ",\"reference\":\"" + reference + "\"";
            byte[] body = ("{\"task\":\"" + task.name() + "\"" + unit + referred + confirm + "}")
                    .getBytes(StandardCharsets.UTF_8);
            try {
                Answer answer = nodes.get((first + i) % nodes.size()).call("POST", "/v1/decide", body);
                if (answer.status() == 200) {
                    latencies.add(at, System.nanoTime() - dueNanos);
                    JsonNode decided = answer.json();
                    begin(
                            number,
                            decided,
                            new Visit.Call(
                                    decided.path("decision").asText(),
                                    decided.path("version").asInt(),
                                    reference,
                                    isToConfirm),
                            own);
                    return;
                }
                failure = "decision: answered " + answer.status() + " "
                        + answer.json().path("code").asText();
            } catch (NotSentException e) {
                failure = Tally.DECISION_WITHOUT_SERVER;
            } catch (IOException e) {
                tally.decisionUnanswered(number);
                failure = Tally.DECISION_WITHOUT_ANSWER;
            }
        }
        tally.decisionFailed(at, failure);
    }

    private void begin(int number, JsonNode decided, Visit.Call call, SplittableRandom own) {
        LoadTask task = tasks.get(number);
        int variant = task.variants().indexOf(decided.path("variant").asText());
        double propensity = decided.path("propensity").asDouble(-1);
        if (variant < 0 || !(propensity > 0 && propensity <= 1)) {
            tally.complain("decision: variant " + decided.path("variant") + " at propensity " + propensity);
            return;
        }
        Visit visit = Visit.plan(number, task, variant, call, System.currentTimeMillis(), own);
        if (visit.isCounted()) {
            tally.decided(visit);
        }
        open.incrementAndGet();
        goOn(visit);
    }

    /** Has the next reports of a visit sent after a while, or ends it. */
    private void goOn(Visit visit) {
        List<Visit.Step> next = visit.next();
        if (next.isEmpty()) {
            tally.finished(visit);
            open.decrementAndGet();
            return;
        }
        for (Visit.Step step : next) {
            double more = isDeciding ? -Math.log(1 - ThreadLocalRandom.current().nextDouble()) * STEP_MILLIS_MEAN : 0;
            enqueue(new Item(visit, step), Visit.STEP_MILLIS_MIN + (long) more);
        }
    }

    private void enqueue(Item item, long millis) {
        due.add(new Due(item, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis)));
    }

    private void reportWhenDue() {
        ThreadLocalRandom sizes = ThreadLocalRandom.current();
        try {
            while (!isClosed) {
                Due first = due.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                List<Item> bundle = new ArrayList<>();
                bundle.add(first.item());
                if (first.item().isExposure()) {
                    send(bundle);
                    continue;
                }
                int size = sizes.nextInt(3) == 0 ? 1 : sizes.nextInt(2, BUNDLE_MAX + 1);
                while (bundle.size() < size) {
                    @Nullable Due more = due.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
                    if (more == null) {
                        break;
                    }
                    if (more.item().isExposure()) {
                        send(List.of(more.item()));
                    } else {
                        bundle.add(more.item());
                    }
                }
                send(bundle);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(List<Item> bundle) throws InterruptedException {
        inFlight.acquire();
        Thread.ofVirtual().start(() -> {
            try {
                report(bundle);
            } finally {
                inFlight.release();
            }
        });
    }

    private void report(List<Item> bundle) {
        Report report = Report.of(bundle, System.currentTimeMillis());
        byte[] body = report.body(tasks);
        int first = ThreadLocalRandom.current().nextInt(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            try {
                answered(report, nodes.get((first + i) % nodes.size()).call("POST", report.path(), body));
                return;
            } catch (NotSentException e) {
                // The next one may be there.
            } catch (IOException e) {
                tally.rewardsUnanswered(report.credits());
                break;
            }
        }
        bundle.forEach(item -> enqueue(item, RETRY_MILLIS));
    }

    private void answered(Report report, Answer answer) throws IOException {
        JsonNode body = answer.json();
        switch (answer.status()) {
            case 200, 202 -> {
                List<Item> accepted = report.accepted(body);
                long queued = body.path("queued").asLong();
                check(body, accepted.size());
                tally.rewardsAcknowledged(accepted.size(), queued);
                accepted.forEach(item -> acknowledged(item, report.sentMillis()));
                accepted.forEach(this::over);
                report.refused(body).forEach(item -> {
                    tally.rewardRefused(
                            "rejected as " + body.at("/rejected/0/code").asText());
                    over(item);
                });
            }
            case 503 -> {
                tally.complain(Tally.REWARD_UNAVAILABLE);
                report.items().forEach(item -> enqueue(item, RETRY_MILLIS));
            }
            default ->
                report.items().forEach(item -> {
                    tally.rewardRefused("answered " + answer.status() + " "
                            + body.path("code").asText() + " "
                            + body.path("detail").asText());
                    over(item);
                });
        }
    }

    private void acknowledged(Item item, long sentMillis) {
        Visit visit = item.visit();
        if (visit.acknowledged(item.step(), sentMillis)) {
            tally.decided(visit);
        }
    }

    /** The counts must account for every decision that is credited, and none is late. */
    private void check(JsonNode body, int accepted) {
        long counted = 0;
        for (String count : List.of("accepted", "repeated", "corrected", "late", "waiting", "queued")) {
            counted += body.path(count).asLong();
        }
        if (counted != accepted) {
            tally.complain("reward: counts that do not add up");
        }
        if (body.path("late").asLong() > 0) {
            tally.complain("reward: late within its window");
        }
    }

    private void over(Item item) {
        if (item.visit().isLastUnderWay()) {
            goOn(item.visit());
        }
    }

    /** No new decisions are asked for; what is to be reported goes on. */
    public void stopDeciding() {
        isDeciding = false;
    }

    /** Waits until every report is acknowledged; whether that comes to be. */
    public boolean settle(Duration limit) throws IOException {
        stopDeciding();
        return Patience.comes(limit, () -> deciding.get() == 0 && open.get() == 0 && !editor.isAlive());
    }

    /** How many decisions there are with something left to report. */
    public long open() {
        return open.get();
    }

    @Override
    public void close() throws IOException {
        isDeciding = false;
        isClosed = true;
        try {
            if (!inFlight.tryAcquire(IN_FLIGHT_MAX, CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("calls that do not end");
            }
            inFlight.release(IN_FLIGHT_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
