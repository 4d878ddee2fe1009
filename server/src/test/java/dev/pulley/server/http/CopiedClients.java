package dev.pulley.server.http;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;

/** Runs what is in {@code docs/clients} as an app would that has copied it. */
final class CopiedClients {
    /** Seen from the module, where its tests are run. */
    static final Path CLIENTS =
            Path.of("..", "docs", "clients").toAbsolutePath().normalize();

    private static final long PATIENCE_SECONDS = 240;

    private CopiedClients() {}

    /** What a program came to. */
    private record Outcome(int status, String output) {}

    /** What a program says on its standard output, line by line; it must end well. */
    static List<String> lines(Path folder, List<String> command) {
        Outcome outcome = run(folder, command);
        if (outcome.status() != 0) {
            throw new AssertionError(command + " ended with " + outcome.status() + ":\n" + outcome.output());
        }
        return outcome.output().lines().toList();
    }

    private static Outcome run(Path folder, List<String> command) {
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            Path errors = Files.createTempFile(folder, "errors", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return new Outcome(-1, "it did not end: " + Files.readString(errors));
            }
            int status = process.exitValue();
            return new Outcome(status, Files.readString(output) + (status == 0 ? "" : Files.readString(errors)));
        } catch (IOException e) {
            return new Outcome(-1, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Leaves the test out where a program is not there. */
    static void need(Path folder, String... versionCommand) {
        Outcome outcome = run(folder, List.of(versionCommand));
        Assumptions.assumeTrue(
                outcome.status() == 0,
                () -> "left out, since '" + versionCommand[0] + "' does not run here: " + outcome);
    }

    /** Installs packages of JavaScript into a folder; leaves the test out where that can't be. */
    static void npmInstall(Path folder, String... packages) {
        need(folder, "node", "--version");
        need(folder, "npm", "--version");
        List<String> command = new ArrayList<>(List.of(
                "npm", "install", "--prefix", folder.toString(), "--ignore-scripts", "--no-audit", "--no-fund"));
        command.addAll(List.of(packages));
        Outcome outcome = run(folder, command);
        Assumptions.assumeTrue(
                outcome.status() == 0, () -> "left out, since npm can't install " + command + ": " + outcome.output());
    }

    /** Compiles sources of Java with all that the tests have. */
    static void compile(Path target, Path... sources) {
        List<String> arguments = new ArrayList<>(List.of(
                "-d", target.toString(), "-classpath", System.getProperty("java.class.path"), "--release", "17"));
        Stream.of(sources).map(Path::toString).forEach(arguments::add);
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new AssertionError("does not compile: " + arguments);
        }
    }

    /** A file from beside these tests, in a folder where it can be run. */
    static Path resource(Path folder, String name) {
        try (InputStream in = CopiedClients.class.getResourceAsStream(name)) {
            Path file = folder.resolve(name);
            Files.write(file, Objects.requireNonNull(in, name).readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long lineCount(String client) {
        try (Stream<String> lines = Files.lines(CLIENTS.resolve(client))) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rest of the one line that begins with a word. */
    static String fact(List<String> lines, String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                    if (found.size() != 1) {
                        throw new AssertionError("not one line of '" + word + "': " + lines);
                    }
                    return found.getFirst();
                }));
    }
}
