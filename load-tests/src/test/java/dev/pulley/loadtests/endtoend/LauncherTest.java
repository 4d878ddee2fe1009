package dev.pulley.loadtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pulley.loadtests.process.ProcessRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./pulley} finds, runs and says, on a machine made for it. */
@Timeout(120)
final class LauncherTest {
    private final Path folder;
    private final FakeHome home;

    LauncherTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.home = FakeHome.in(folder, "project");
    }

    /** It ended well, and it was this JDK that ran the server, with these arguments last. */
    private static void assertServed(ProcessRun run, String version, String... arguments) {
        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.output().lines()).first().isEqualTo("java " + version);
        assertThat(run.output()).endsWith("\nserve\n" + String.join("\n", arguments) + "\n");
    }

    private static void assertRefused(ProcessRun run, String... words) {
        assertThat(run.errors().lines())
                .singleElement()
                .asString()
                .startsWith("pulley: ")
                .contains(words);
        assertThat(run.output()).isEmpty();
        assertThat(run.exitCode()).isNotZero();
    }

    @Test
    void olderJdkFirstOnThePath_theNewerOneOfTheSystemIsFound() throws Exception {
        Path older = home.addHiddenJdk("17.0.15");
        home.addSystemJdk("25.0.3");
        assertServed(home.call().withFirstOnPath(older).run("serve", "--port", "0"), "25.0.3", "--port", "0");
    }

    @Test
    void olderJdkInJavaHome_theNewerOneOfTheSystemIsFound() throws Exception {
        Path older = home.addHiddenJdk("1.8.0_402");
        home.addSystemJdk("21");
        assertServed(home.call().withJavaHome(older).run("serve", "--demo"), "21", "--demo");
    }

    @Test
    void severalJdksOfTheSystem_theNewestIsTaken() throws Exception {
        home.addSystemJdk("21.0.9");
        home.addSystemJdk("25.0.3");
        home.addSystemJdk("9.0.4");
        assertServed(home.call().run("serve", "--demo"), "25.0.3", "--demo");
    }

    @Test
    void javaHomeThatWillDo_isTakenBeforeANewerOne() throws Exception {
        Path named = home.addHiddenJdk("21.0.9");
        Path onPath = home.addHiddenJdk("24.0.1");
        home.addSystemJdk("25.0.3");
        assertServed(
                home.call().withJavaHome(named).withFirstOnPath(onPath).run("serve", "--demo"), "21.0.9", "--demo");
        assertServed(home.call().withFirstOnPath(onPath).run("serve", "--demo"), "24.0.1", "--demo");
    }

    /** An option that Java does not know would keep it from starting. */
    @Test
    void compactObjectHeaders_areAskedForWhereJavaHasThem() throws Exception {
        String option = "-XX:+UseCompactObjectHeaders";
        Path without = home.addHiddenJdk("24.0.1");
        Path with = home.addHiddenJdk("25.0.3");
        assertThat(home.call().withJavaHome(with).run("serve").output()).contains("\n" + option + "\n");
        assertThat(home.call().withJavaHome(without).run("serve").output()).doesNotContain(option);
    }

    @Test
    void noJdkAtAll_oneLineSaysWhatToDo() throws Exception {
        assertRefused(home.call().withEmptyJavaHome().run("serve"), "no JDK 21 or newer", "install one", "JAVA_HOME");
    }

    @Test
    void onlyOldJdks_oneLineSaysWhatToDo() throws Exception {
        Path older = home.addHiddenJdk("17.0.15");
        home.addSystemJdk("20.0.2");
        assertRefused(home.call().withFirstOnPath(older).run("test"), "no JDK 21 or newer", "install one");
    }

    @Test
    void nothingBuiltAndNoMaven_oneLineSaysWhatToDo() throws Exception {
        home.addSystemJdk("25.0.3");
        home.removeJar();
        assertRefused(home.call().run("serve"), "Maven", "install");
    }

    @Test
    void unknownCommand_isRefused() throws Exception {
        assertRefused(home.call().run("fly"), "no command 'fly'", "./pulley help");
    }

    @Test
    void testWithAnUnknownOption_isRefused() throws Exception {
        home.addSystemJdk("25.0.3");
        Files.createSymbolicLink(
                folder.resolve("tools").resolve("mvn"), folder.resolve("tools").resolve("sh"));
        assertRefused(home.call().run("test", "--quick"), "'--quick'", "--long");
    }

    @Test
    void help_namesTheCommands() throws Exception {
        ProcessRun run = home.call().run();
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("serve", "load", "test");
    }

    @Test
    void calledThroughLinksFromAnotherFolder_runsItsOwnJar() throws Exception {
        home.addSystemJdk("25.0.3");
        Path links = Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(links.resolve("near"), Path.of("..", "project", "pulley"));
        Files.createSymbolicLink(links.resolve("far"), links.resolve("near"));

        ProcessRun run = home.call().from(links).by(links.resolve("far")).run("serve", "--demo");

        assertServed(run, "25.0.3", "--demo");
        assertThat(run.output()).contains("\n" + home.project().toRealPath() + "/server/target/pulley-server.jar\n");
    }

    @Test
    void pathsWithSpaces_arriveWhole() throws Exception {
        FakeHome spaced = FakeHome.in(Files.createDirectories(folder.resolve("a b")), "the $project");
        Path jdk = spaced.addHiddenJdk("25.0.3");
        ProcessRun run = spaced.call().withJavaHome(jdk).run("serve", "--data", "my data/*");
        assertServed(run, "25.0.3", "--data", "my data/*");
    }

    /** The JDK that is made up here ends at once, as one whose server can't start does. */
    @Test
    void archiveThatCantBeMade_isTriedOnceAndStopsNothing() throws Exception {
        home.addSystemJdk("25.0.3");
        ProcessRun first = home.call().run("serve", "--demo");
        ProcessRun second = home.call().run("serve", "--demo");

        assertServed(first, "25.0.3", "--demo");
        assertServed(second, "25.0.3", "--demo");
        assertThat(first.errors()).contains("Preparing quick starts");
        assertThat(second.errors()).isEmpty();
    }

    @Test
    void script_isPosix() throws Exception {
        Path dash = Path.of("/bin/dash");
        assumeTrue(Files.isExecutable(dash), "needs dash");
        ProcessRun run = ProcessRun.of(
                new ProcessBuilder(dash.toString(), "-n", Built.launcher().toString()), Duration.ofSeconds(20));
        assertThat(run.errors()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }
}
