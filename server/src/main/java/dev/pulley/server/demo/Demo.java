package dev.pulley.server.demo;

import dev.pulley.server.demo.Calls.Reply;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Three apps that use a server as somebody's own would: a choice of a prompt, of a tool and of a model. They put their
 * tasks where there are none, decide, send proxies soon and outcomes later; some never, some twice, a few corrected. The
 * demo survives a server that is away, and never crashes or floods one that is there.
 */
public final class Demo {

    private static final long STOP_MILLIS_MAX = 2_000;

    private final DemoSettings settings;
    private final Calls calls;
    private final Terminal terminal;
    private final boolean withKey;
    private final List<Scenario> scenarios = Scenario.all();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("demo-", 0).factory());

    private Demo(URI server, Optional<String> key, Terminal terminal, DemoSettings settings) {
        this.settings = settings;
        this.terminal = terminal;
        this.withKey = key.isPresent();
        this.calls = new Calls(server, key, patience("the server"));
    }

    /** Starts the demo as busy as it usually is. */
    public static Demo start(URI server, Optional<String> key, Consumer<String> terminal) {
        return start(server, key, terminal, DemoSettings.standard());
    }

    /**
     * Starts the apps and returns at once; the server may be there already, or come.
     *
     * @param server where it is, such as {@code http://127.0.0.1:8080}
     * @param key with the roles decide, report and admin, where the server wants one
     * @param terminal is given the demo's lines, one at a time, by any of its threads
     */
    public static Demo start(URI server, Optional<String> key, Consumer<String> terminal, DemoSettings settings) {
        if (server.getHost() == null || !List.of("http", "https").contains(server.getScheme())) {
            throw new IllegalArgumentException("server must be an http or https address, not " + server);
        }
        if (key.isPresent() && !key.get().matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("key must be of visible ASCII characters");
        }
        Demo demo = new Demo(server, key, new Terminal(terminal), settings);
        demo.sayWhereToLook();
        for (Scenario scenario : demo.scenarios) {
            App app = new App(
                    scenario,
                    settings,
                    demo.calls,
                    demo.patience("task " + scenario.task()),
                    demo.terminal,
                    demo.threads);
            demo.threads.execute(app::run);
        }
        demo.threads.execute(demo::report);
        return demo;
    }

    private Patience patience(String subject) {
        return new Patience(subject, terminal, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    private void sayWhereToLook() {
        terminal.say("demo: three simulated apps, about %d decisions a second each; what takes days takes seconds here"
                .formatted(Math.round(settings.decisionsPerSecond())));
        for (Scenario scenario : scenarios) {
            terminal.say("demo: %s  %s".formatted(scenario.question(), calls.uri("/#/task/" + scenario.task())));
        }
        terminal.say(
                "demo: who gets a friendly summary accepts it, and writes again: early signals shift traffic there,"
                        + " and outcomes take it away within half a minute");
        String header = withKey ? " -H \"Authorization: Bearer $PULLEY_KEY\"" : "";
        terminal.say("demo: decide yourself  curl -s %s%s -H 'Content-Type: application/json' -d '{\"task\":\"%s\"}'"
                .formatted(calls.uri("/v1/decide"), header, scenarios.getFirst().task()));
    }

    private void report() {
        try {
            while (true) {
                Thread.sleep(settings.reportMillis());
                for (Scenario scenario : scenarios) {
                    if (!calls.isAway()
                            && calls.get(statsPath(scenario)) instanceof Reply.Answer answer
                            && answer.isGood()) {
                        terminal.say(StatsLine.of(scenario.task(), answer.body()));
                    }
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String statsPath(Scenario scenario) {
        return "/v1/tasks/" + scenario.task() + "/stats";
    }

    /**
     * Ends everything that the demo has under way; what was decided and not yet reported stays so.
     *
     * @return whether all of it has ended
     */
    public boolean stop() {
        calls.close();
        threads.shutdownNow();
        try {
            return threads.awaitTermination(STOP_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
