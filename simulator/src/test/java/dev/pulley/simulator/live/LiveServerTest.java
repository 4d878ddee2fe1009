package dev.pulley.simulator.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Delay;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.Proxy;
import dev.pulley.simulator.experiment.Experiment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.Parallel;
import dev.pulley.simulator.experiment.Progress;
import dev.pulley.simulator.experiment.Runner;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveServerTest {
    private static final Environment TWO =
            Environment.bernoulli("two", new Arms.Given(Arms.numbered(2), List.of(0.0, 1.0)));

    private StubServer stub;

    @BeforeEach
    void start() throws Exception {
        stub = new StubServer();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void run_overHttp_reportsEachRewardOnItsOwnDecision() throws Exception {
        Environment late = TWO.withDelay(new Delay.Fixed(2));
        LiveServer server = new LiveServer(stub.uri(), null, 0, "session");

        ExperimentResult result = new Runner(
                        new Parallel(1, Progress.silent()),
                        (policy, environment, run, seed) -> server.contender(policy, environment, run))
                .run(Experiment.of(late, List.of("default"), 6, 1, 1, List.of()));

        assertThat(stub.definitions)
                .containsExactly(
                        "{\"description\":\"a simulation\",\"outcome\":{\"metric\":\"reward\",\"kind\":\"binary\","
                                + "\"goal\":\"maximize\",\"absent\":\"missing\"},\"variants\":["
                                + "{\"name\":\"arm-1\",\"payload\":{\"arm\":1}},{\"name\":\"arm-2\",\"payload\":{\"arm\":2}}]}");
        // The stub alternates between the arms; the rewards of the last round are still out when the run ends.
        assertThat(stub.rewards)
                .containsExactly(
                        "{\"rewards\":[{\"decision\":\"token-0\",\"metric\":\"reward\",\"value\":0.0}]}",
                        "{\"rewards\":[{\"decision\":\"token-1\",\"metric\":\"reward\",\"value\":1.0}]}",
                        "{\"rewards\":[{\"decision\":\"token-2\",\"metric\":\"reward\",\"value\":0.0}]}",
                        "{\"rewards\":[{\"decision\":\"token-3\",\"metric\":\"reward\",\"value\":1.0}]}",
                        "{\"rewards\":[{\"decision\":\"token-4\",\"metric\":\"reward\",\"value\":0.0}]}");
        assertThat(result.of("default").last().regret().mean()).isEqualTo(3);
        // The stub's stats know the second arm's mean only.
        assertThat(result.of("default").last().simpleRegret().mean()).isZero();
    }

    @Test
    void earlySignals_areReportedWithTheRewardsOfTheirRound_andWindowsAreTime() throws Exception {
        Proxy clicked = new Proxy("clicked", 0.4, List.of(0.0, 1.0), 0, new Delay.Fixed(2), 0, Proxy.Change.NEVER);
        Proxy unheard = new Proxy("unheard", 0, List.of(0.5, 0.5), 0, new Delay.Fixed(0), 1, Proxy.Change.NEVER);
        Environment early = TWO.withDelay(new Delay.Fixed(2))
                .withWindow(1_000)
                .withAbsentFailures()
                .withProxies(List.of(clicked, unheard));
        LiveServer server = new LiveServer(stub.uri(), null, 2, "session");

        new Runner(
                        new Parallel(1, Progress.silent()),
                        (policy, environment, run, seed) -> server.contender(policy, environment, run))
                .run(Experiment.of(early, List.of("default"), 4, 1, 1, List.of()));

        assertThat(stub.definitions.getFirst())
                .contains("\"absent\":\"failure\",\"window\":\"2500ms\",\"grace\":\"500ms\"}")
                .contains("\"proxies\":[{\"metric\":\"clicked\",\"kind\":\"binary\",\"weight\":0.4},");
        assertThat(stub.rewards)
                .as("a reward of 0 is a silence")
                .containsExactly(
                        "{\"rewards\":[{\"decision\":\"token-0\",\"metric\":\"clicked\",\"value\":0.0}]}",
                        "{\"rewards\":[{\"decision\":\"token-1\",\"metric\":\"clicked\",\"value\":1.0},"
                                + "{\"decision\":\"token-1\",\"metric\":\"reward\",\"value\":1.0}]}",
                        "{\"rewards\":[{\"decision\":\"token-2\",\"metric\":\"clicked\",\"value\":0.0}]}");
    }

    @Test
    void replace_ofArm_putsANewVariant() {
        Contender contender = new LiveServer(stub.uri(), null, 0, "s").contender("top-two", TWO, 0);

        contender.replace(1);

        assertThat(stub.definitions).hasSize(2);
        assertThat(stub.definitions.get(1))
                .contains("\"name\":\"arm-1\"")
                .contains("\"name\":\"arm-2-1\"")
                .doesNotContain("\"name\":\"arm-2\"")
                .endsWith(",\"policy\":{\"name\":\"top-two\"}}");
    }

    @Test
    void choose_whenBusy_asksAgain() {
        Contender contender = new LiveServer(stub.uri(), null, 0, "s").contender("default", TWO, 0);
        stub.refusals.add(503);

        assertThat(contender.choose()).isZero();
        assertThat(stub.refusals).isEmpty();
    }

    @Test
    void choose_whenRefused_saysWhatTheServerSaid() {
        Contender contender = new LiveServer(stub.uri(), null, 0, "s").contender("default", TWO, 0);
        stub.refusals.add(422);

        assertThatThrownBy(contender::choose)
                .isInstanceOf(ServerFault.class)
                .hasMessageContaining("422 unavailable not now");
    }

    @Test
    void contender_withKey_sendsIt() {
        new LiveServer(stub.uri(), "secret", 0, "s").contender("default", TWO, 0);

        assertThat(stub.keys).containsExactly("Bearer secret");
    }

    @Test
    void choose_withRoundMillis_keepsThePace() {
        // The first round may start as soon as the contender is there, so the time runs from before that.
        long start = System.nanoTime();
        Contender contender = new LiveServer(stub.uri(), null, 20, "s").contender("default", TWO, 0);
        for (int round = 0; round < 6; round++) {
            contender.choose();
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5 * 20_000_000L);
    }

    @Test
    void contender_ofServerThatIsNotThere_saysSo() {
        URI nowhere = stub.uri();
        stub.close();

        assertThatThrownBy(() -> new LiveServer(nowhere, null, 0, "s").contender("default", TWO, 0))
                .isInstanceOf(ServerFault.class)
                .hasMessageContaining("is the server running there?");
    }
}
