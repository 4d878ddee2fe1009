package dev.pulley.simulator.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.simulator.input.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnvironmentReaderTest {
    @TempDir
    private Path folder;

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("environments"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void read_ofEverySample_succeeds(Path sample) throws InvalidInput {
        assertThat(EnvironmentReader.read(sample).arms().count()).isPositive();
    }

    @Test
    void read_ofEveryField_keepsIt() throws Exception {
        Environment environment = read("""
                name: all of it
                kind: gaussian
                arms: 3
                means: {distribution: normal, mean: -1, deviation: 2}
                deviation: 0.5
                delay: {kind: weibull, scale: 10, shape: 0.7}
                window: 50
                drift: {kind: replacement, probability: 0.01}
                batch: 5
                """);

        assertThat(environment)
                .isEqualTo(new Environment(
                        "all of it",
                        Outcome.NUMBER,
                        new Arms.Drawn(3, new MeanDistribution.Normal(-1, 2)),
                        0.5,
                        new Delay.Weibull(10, 0.7),
                        50,
                        new Drift.Replacement(0.01),
                        5));
    }

    @Test
    void read_ofProxies_keepsThem() throws Exception {
        Environment environment = read("""
                kind: bernoulli
                means: [0.5, 0.4]
                proxies:
                  - name: accepted
                    slope: 0.3
                    weight: 0.5
                    levels: [0.4, 0.7]
                    delay: {kind: fixed, rounds: 3}
                    missing: 0.1
                    change: {at: 100, slope: 0}
                  - {name: copied, slope: -0.1, levels: [0.1, 0.2]}
                """);

        assertThat(environment.proxies())
                .containsExactly(
                        new Proxy(
                                "accepted",
                                0.5,
                                List.of(0.4, 0.7),
                                0.3,
                                new Delay.Fixed(3),
                                0.1,
                                new Proxy.Change(100, List.of(0.4, 0.7), 0)),
                        new Proxy("copied", -0.1, List.of(0.1, 0.2), -0.1, new Delay.Fixed(0), 0, Proxy.Change.NEVER));
    }

    @Test
    void read_ofAbsentFailures_keepsThem() throws Exception {
        assertThat(read("kind: bernoulli\nmeans: [0.1]\nwindow: 9\nabsent: failure\n")
                        .isAbsentFailure())
                .isTrue();
    }

    @Test
    void read_withoutName_takesTheFiles() throws Exception {
        assertThat(read("kind: bernoulli\nmeans: [0.1, 0.2]\n").name()).isEqualTo("environment");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            means: [0.1]                                                | 1: kind: is missing
            kind: martian                                               | 1: kind: must be one of
            kind: bernoulli                                             | 1: means: is missing
            kind: bernoulli#means: [0.1, 1.5]                           | 2: means[1]: must be between 0 and 1; it is 1.5
            kind: bernoulli#means:#- 0.1#- high                         | 4: means[1]: must be a number; 'high' is not
            kind: bernoulli#means: []                                   | 2: means: must give between 1 and 1000 arms
            kind: bernoulli#means: [0.1]#colour: red                    | 3: colour: is not a field known here
            kind: bernoulli#means: [0.1]#kind: table                    | 3: kind: is given twice
            kind: bernoulli#means: [0.1]#batch: 0                       | 3: batch: must be between 1 and
            kind: bernoulli#means: [0.1]#batch: 1.5                     | 3: batch: must be a whole number
            kind: bernoulli#means: [0.1]#window: .nan                   | 3: window: must be a number
            kind: bernoulli#means: [0.1]#delay: 5                       | 3: delay: must be a mapping
            kind: bernoulli#means: [0.1]#delay:#  kind: fixed           | 4: delay.rounds: is missing
            kind: bernoulli#means: [0.1]#delay: {kind: weibull, scale: 0, shape: 1} | 3: delay.scale: must be above 0
            kind: bernoulli#means: [0.1]#drift: {kind: replacement, probability: 0.1} | 3: drift.kind: new means need a distribution
            kind: bernoulli#means: [0.1]#drift: {kind: abrupt, at: 5, means: [0.1, 0.2]} | 3: drift.means: must give one mean for each of the 1 arms
            kind: bernoulli#means: [0.1, 0.2]#names: [a, a]             | 3: names: must name each of the 2 arms differently
            kind: bernoulli#means: [0.1]#proxies: 5                     | 3: proxies: must be a list of mappings
            kind: bernoulli#means: [0.1]#proxies:#- {name: a, slope: 0.1, levels: [0.1, 0.2]} | 4: proxies[0].levels: must give one level for each of the 1 arms
            kind: bernoulli#means: [0.1]#proxies:#- {name: a, slope: 0.5, levels: [0.5]} | 4: proxies: the slopes take the rate of arm 1 out of 0 to 1
            kind: bernoulli#arms: 2#means: {distribution: uniform, low: 0, high: 1}#proxies: [] | 4: proxies: proxies need means that are listed
            kind: bernoulli#means: [0.1]#absent: failure                | 3: absent: absence is a failure only of binary rewards, in a window
            kind: bernoulli#means: [0.1]#drift: {kind: logit-walk, step: 0.1, low: 0.2, high: 0.8} | 3: drift.low: the means must lie between low and high
            kind: bernoulli#arms: 3#means: {distribution: normal, mean: 0, deviation: 1} | 3: means.distribution: must be one of uniform, beta
            kind: bernoulli#means: [0.1                                 | 3: not valid YAML
            kind: gaussian#means: [0.1]                                 | 1: deviation: is missing
            - 1                                                         | 1: an environment must be a mapping
            """)
    void read_ofBadField_namesLineAndField(String text, String expected) {
        assertThatThrownBy(() -> read(text.replace("#", "\n") + "\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("environment.yaml:" + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            arm,rate#a,0.1             | table.csv:1: mean: this column is missing
            arm,mean#a,0.1#b,2         | table.csv:3: mean: must be between 0 and 1
            arm,mean#a,0.1##a,0.2      | table.csv:4: arm: the arm 'a' is given twice
            arm,mean#a                 | table.csv:2: has 1 cells where the header has 2
            arm,mean                   | table.csv:2: there is no row below the header
            arm,mean#a,NaN             | table.csv:2: mean: must be between
            """)
    void read_ofBadTable_namesLineAndColumn(String table, String expected) throws IOException {
        Files.writeString(folder.resolve("table.csv"), table.replace("#", "\n"));

        assertThatThrownBy(() -> read("kind: table\nfile: table.csv\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(expected);
    }

    @Test
    void read_ofBinaryReplayWithOtherNumber_namesTheCell() throws IOException {
        Files.writeString(folder.resolve("replay.csv"), "a,b\n0,1\n1,0.5\n");

        assertThatThrownBy(() -> read("kind: replay\nfile: replay.csv\noutcome: binary\n"))
                .hasMessageContaining("replay.csv:3: b: must be 0 or 1");
    }

    @Test
    void read_ofMissingFile_saysSo() {
        assertThatThrownBy(() -> EnvironmentReader.read(folder.resolve("none.yaml")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageEndingWith("none.yaml: can't be read");
    }

    private Environment read(String text) throws IOException, InvalidInput {
        Path file = folder.resolve("environment.yaml");
        Files.writeString(file, text);
        return EnvironmentReader.read(file);
    }
}
