package dev.pulley.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Runs the tests of those modules that need no browser, where Node is there. */
final class ScriptsTest {
    @Test
    void whatTheModulesReckonAndSay_isRight() throws IOException, InterruptedException {
        Optional<Path> node = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "node"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(
                node.isPresent(), "no node was found, so the pages' modules were tested in a browser only");
        Process tests = new ProcessBuilder(
                        node.orElseThrow().toString(), "--test", "src/test/javascript/pages.test.mjs")
                .redirectErrorStream(true)
                .start();
        String told = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tests.waitFor()).as(told).isZero();
        assertThat(told).contains("pass");
    }
}
