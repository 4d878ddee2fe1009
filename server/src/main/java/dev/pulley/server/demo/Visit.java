package dev.pulley.server.demo;

import dev.pulley.server.demo.Calls.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One call of a simulated app, from the decision to the last that is ever heard of it. */
final class Visit {

    private static final double SHARE_WITH_UNIT = 0.3;
    private static final int UNITS = 500;
    private static final double SHARE_REPEATED = 0.05;
    private static final double SHARE_CORRECTED = 0.03;
    private static final int REPORT_ATTEMPTS_MAX = 6;
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private record Decision(String token, String variant) {}

    private final Scenario scenario;
    private final DemoSettings settings;
    private final Calls calls;
    private final App app;
    private final SplittableRandom random;
    /** Apart, so that what is drawn for a wait more or less changes nothing else. */
    private final SplittableRandom timing;

    Visit(Scenario scenario, DemoSettings settings, Calls calls, App app, SplittableRandom random) {
        this.scenario = scenario;
        this.settings = settings;
        this.calls = calls;
        this.app = app;
        this.random = random;
        this.timing = random.split();
    }

    void run() throws InterruptedException {
        Optional<Decision> decision = decide();
        if (decision.isPresent()) {
            follow(decision.get());
        }
    }

    private Optional<Decision> decide() throws InterruptedException {
        String unit =
                random.nextDouble() < SHARE_WITH_UNIT ? ",\"unit\":\"user-%d\"".formatted(random.nextInt(UNITS)) : "";
        Reply reply = calls.post("/v1/decide", "{\"task\":\"%s\"%s}".formatted(scenario.task(), unit));
        if (!(reply instanceof Reply.Answer answer)) {
            return Optional.empty();
        }
        if (answer.status() == 404) {
            app.taskIsGone();
            return Optional.empty();
        }
        Optional<String> token = answer.body().get("decision").text();
        Optional<String> variant = answer.body().get("variant").text();
        if (!answer.isGood() || token.isEmpty() || variant.isEmpty()) {
            app.decisionRefused(answer.isGood() ? "the answer is not understood" : answer.problem());
            return Optional.empty();
        }
        app.served();
        return Optional.of(new Decision(token.get(), variant.get()));
    }

    private void follow(Decision decision) throws InterruptedException {
        Scenario.Truth truth = scenario.truth(decision.variant);
        boolean success = random.nextDouble() < truth.successRate();
        Waiting.about(Duration.ofMillis(settings.signalMillis()), timing);
        List<Signal> signals = scenario.signals();
        for (int index = 0; index < signals.size(); index++) {
            Signal signal = signals.get(index);
            Optional<String> value = signal.draw(truth.levels().get(index), success, random);
            if (value.isPresent()) {
                report(decision, signal.metric(), value.get());
            }
        }
        if (random.nextDouble() < (success ? scenario.successesTold() : scenario.failuresTold())) {
            Waiting.about(Duration.ofMillis(settings.outcomeMillis()), timing);
            reportOutcome(decision, success);
        }
    }

    private void reportOutcome(Decision decision, boolean success) throws InterruptedException {
        report(decision, scenario.outcome(), success ? "1" : "0");
        if (random.nextDouble() < SHARE_REPEATED) {
            report(decision, scenario.outcome(), success ? "1" : "0");
        }
        if (random.nextDouble() < SHARE_CORRECTED) {
            Waiting.about(Duration.ofMillis(settings.outcomeMillis()), timing);
            report(decision, scenario.outcome(), success ? "0" : "1");
        }
    }

    /** Again after a failure, which is safe: a value that stands already changes nothing. */
    private void report(Decision decision, String metric, String value) throws InterruptedException {
        String body = "{\"decision\":\"%s\",\"metric\":\"%s\",\"value\":%s}".formatted(decision.token, metric, value);
        for (int attempt = 0; attempt < REPORT_ATTEMPTS_MAX; attempt++) {
            while (!calls.mayTry()) {
                Waiting.about(RETRY_INTERVAL, timing);
            }
            if (calls.post("/v1/rewards", body) instanceof Reply.Answer answer) {
                if (!answer.isGood()) {
                    app.rewardRefused(metric, answer.problem());
                }
                return;
            }
        }
    }
}
