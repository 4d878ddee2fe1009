package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.RedisConnection;
import dev.pulley.loadtests.process.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server with the data folder of another installation, pointed at a Redis that is in use, as by a wrong setting. */
final class ForeignFolder implements Scenario {
    private static final Duration LOAD = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "foreign-folder";
    }

    @Override
    public String what() {
        return "another installation's data folder pointed at this Redis";
    }

    @Override
    public Outcome run(Ground ground, Settings settings) throws IOException {
        RedisProcess theirs = ground.redis("theirs", "--save", "");
        RedisProcess ours = ground.redis("ours", "--save", "");
        Outcome staging = fill(ground, settings, "data-theirs", theirs);
        Outcome production = fill(ground, settings, "data-ours", ours);
        List<String> failures = new ArrayList<>(staging.failures());
        failures.addAll(production.failures());
        List<String> notes = new ArrayList<>();

        String before = digest(ours);
        Node foreign = ground.node("data-theirs", "--redis", ours.url());
        try {
            foreign.start();
            failures.add("the server starts, and says: " + foreign.process().output());
            tellWhatItDoes(ground, foreign);
            foreign.process().terminate();
        } catch (IOException e) {
            notes.add("refused: "
                    + foreign.process()
                            .output()
                            .lines()
                            .reduce((first, last) -> last)
                            .orElse("without a word"));
        }
        String after = digest(ours);
        if (!after.equals(before)) {
            failures.add("what this Redis keeps has changed");
        } else {
            notes.add("nothing was written: the digest of all that Redis keeps is as before");
        }
        return Outcome.of(name(), 1, failures, notes);
    }

    /** Gives a server that should not run the time to do harm. */
    private static void tellWhatItDoes(Ground ground, Node foreign) throws IOException {
        ground.tell("  it decides with "
                + foreign.client()
                        .send("POST", "/v1/decide", "{\"task\":\"route-question\"}")
                        .status());
    }

    private Outcome fill(Ground ground, Settings settings, String folder, RedisProcess redis) throws IOException {
        Node node = ground.node(folder, "--redis", redis.url());
        node.start();
        Trial trial = Trial.begin(ground, settings, List.of(node));
        trial.pauseAbout(LOAD);
        Outcome outcome = trial.end(name(), 0);
        node.process().terminate();
        return outcome;
    }

    private static String digest(RedisProcess redis) throws IOException {
        try (RedisConnection connection = redis.connect()) {
            return connection.text("DEBUG", "DIGEST");
        }
    }
}
