package dev.pulley.loadtests.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pulley.loadtests.process.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Measures how long a reward on one server takes to change what another decides by: a task of two variants gets one reward at a
 * time, which always changes its allocation, and the other server is asked for a decision until its propensity is another.
 */
public final class Probes {
    private static final int SIDE_BY_SIDE = 4;
    private static final long MICROS_MAX = 60_000_000;
    private static final long ASK_AGAIN_MICROS = 1_500;
    private static final Duration SEEN_MAX = Duration.ofSeconds(10);
    private static final double SAME = 1e-12;
    private static final String FIRST = "baseline";

    /** Without bounds on shares, at which an allocation could stay the same. */
    private static final String DEFINITION = """
            {"outcome":{"metric":"resolved","kind":"binary","window":"1h","absent":"missing"},
             "policy":{"name":"thompson"},
             "variants":[{"name":"%s","payload":{}},{"name":"concise","payload":{}}]}""".formatted(FIRST);

    private final NodeClient told;
    private final NodeClient asked;
    private final ConcurrentHistogram micros = new ConcurrentHistogram(MICROS_MAX, 3);
    private int unseen;

    private Probes(NodeClient told, NodeClient asked) {
        this.told = told;
        this.asked = asked;
    }

    /** Measures so many rewards on one server, as seen by another. */
    public static Probes run(NodeClient told, NodeClient asked, int count) throws IOException {
        Probes probes = new Probes(told, asked);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < SIDE_BY_SIDE; i++) {
                String task = "probe-" + i;
                int own = count / SIDE_BY_SIDE + (i < count % SIDE_BY_SIDE ? 1 : 0);
                running.add(threads.submit(() -> probes.probe(task, own)));
            }
            for (Future<Integer> one : running) {
                probes.unseen += one.get();
            }
            return probes;
        } catch (ExecutionException e) {
            throw new IOException("a probe failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** How many of a task's rewards were never seen. */
    private int probe(String task, int count) throws IOException {
        Answer made = told.send("PUT", "/v1/tasks/" + task, DEFINITION);
        if (made.status() / 10 != 20) {
            throw new IOException("a probe's task can't be made: " + made.status() + " " + made.text());
        }
        int never = 0;
        double share = decide(asked, task).share();
        for (int i = 0; i < count; i++) {
            Decided decided = decide(told, task);
            // As many of each, so that the variants stay alike and a reward more keeps counting.
            String reward =
                    "{\"decision\":\"" + decided.token() + "\",\"metric\":\"resolved\",\"value\":" + i % 2 + "}";
            long beginNanos = System.nanoTime();
            Answer answer = told.send("POST", "/v1/rewards", reward);
            if (answer.status() != 200) {
                throw new IOException("a probe's reward is answered " + answer.status() + ": " + answer.text());
            }
            double before = share;
            double now = before;
            while (Math.abs(now - before) <= SAME && System.nanoTime() - beginNanos < SEEN_MAX.toNanos()) {
                Patience.pause(Duration.ofNanos(1_000 * ASK_AGAIN_MICROS));
                now = decide(asked, task).share();
            }
            if (Math.abs(now - before) <= SAME) {
                never++;
            } else {
                micros.recordValue(Math.min(MICROS_MAX, (System.nanoTime() - beginNanos) / 1_000));
            }
            share = now;
        }
        return never;
    }

    private record Decided(String token, double share) {}

    private static Decided decide(NodeClient node, String task) throws IOException {
        Answer answer = node.send("POST", "/v1/decide", "{\"task\":\"" + task + "\"}");
        if (answer.status() != 200) {
            throw new IOException("a probe's decision is answered " + answer.status() + ": " + answer.text());
        }
        JsonNode body = answer.json();
        double propensity = body.path("propensity").asDouble();
        return new Decided(
                body.path("decision").asText(),
                body.path("variant").asText().equals(FIRST) ? propensity : 1 - propensity);
    }

    /** In milliseconds. */
    public double percentileMillis(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }

    /** How many rewards never changed anything within the limit. */
    public int unseen() {
        return unseen;
    }
}
