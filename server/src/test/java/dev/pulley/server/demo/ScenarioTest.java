package dev.pulley.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioTest {

    static Stream<Scenario> scenarios() {
        return Scenario.all().stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void definition_namesWhatTheTruthIsAbout(Scenario scenario) {
        Json definition = Json.read(scenario.definition());

        assertThat(names(definition, "variants", "name"))
                .isEqualTo(
                        scenario.truths().stream().map(Scenario.Truth::variant).toList())
                .contains(definition.get("control").text().orElseThrow());
        assertThat(names(definition, "proxies", "metric"))
                .isEqualTo(scenario.signals().stream().map(Signal::metric).toList());
        assertThat(definition.get("outcome").get("metric").text()).contains(scenario.outcome());
        assertThat(definition.get("outcome").get("kind").text()).contains("binary");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void truth_hasALevelForEachSignal_andOneBestVariant(Scenario scenario) {
        assertThat(scenario.truths())
                .allSatisfy(truth -> assertThat(truth.levels()).hasSameSizeAs(scenario.signals()));
        assertThat(scenario.truths().stream().map(Scenario.Truth::successRate)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void truth_ofAVariantThatSomebodyAdded_isTheAverage(Scenario scenario) {
        Scenario.Truth added = scenario.truth("added");

        double sum = scenario.truths().stream()
                .mapToDouble(Scenario.Truth::successRate)
                .sum();
        assertThat(added.successRate() * scenario.truths().size()).isCloseTo(sum, within(1e-12));
        assertThat(added.levels()).hasSameSizeAs(scenario.signals());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void signals_ofACallThatWillSucceed_leanAsTheirWeightsSay(Scenario scenario) {
        // Means of 20,000 draws each; the smallest difference, 0.1, is over 20 standard errors.
        Json definition = Json.read(scenario.definition());
        Scenario.Truth truth = scenario.truths().getFirst();
        for (int index = 0; index < scenario.signals().size(); index++) {
            Signal signal = scenario.signals().get(index);
            double level = truth.levels().get(index);
            double weight = definition
                    .get("proxies")
                    .items()
                    .get(index)
                    .get("weight")
                    .number()
                    .orElseThrow();

            double lean = mean(signal, level, true) - mean(signal, level, false);

            assertThat(Math.signum(lean)).as(signal.metric()).isEqualTo(Math.signum(weight));
        }
    }

    private static double mean(Signal signal, double level, boolean success) {
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        int told = 0;
        for (int count = 0; count < 20_000; count++) {
            var value = signal.draw(level, success, random);
            if (value.isPresent()) {
                sum += Double.parseDouble(value.get());
                told++;
            }
        }
        return signal.kind() == Signal.Kind.OCCURRENCE ? sum / 20_000 : sum / told;
    }

    private static List<String> names(Json definition, String array, String field) {
        return definition.get(array).items().stream()
                .map(member -> member.get(field).text().orElseThrow())
                .toList();
    }
}
