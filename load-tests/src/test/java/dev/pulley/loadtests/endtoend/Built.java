package dev.pulley.loadtests.endtoend;

import dev.pulley.loadtests.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the build has put what is tested. */
public final class Built {
    /** These tests start the server dozens of times and none of them is about speed, so it compiles cheaply. */
    private static final List<String> CHEAP = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final List<String> SERVER = prepareServer();

    private Built() {}

    /** The folder of the whole project: tests run in the folder of their module. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        return Files.exists(folder.resolve("pulley"))
                ? folder
                : folder.resolve("..").normalize();
    }

    static Path launcher() {
        return root().resolve("pulley");
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** The command that runs the server, its options left out. */
    public static List<String> server() {
        return SERVER;
    }

    private static List<String> command(String... options) {
        Path jar = root().resolve("server").resolve("target").resolve("pulley-server.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; build it with: mvn -pl server -am package -DskipTests");
        }
        List<String> command = new ArrayList<>(List.of(java().toString()));
        command.addAll(CHEAP);
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString()));
        return List.copyOf(command);
    }

    /** One start records the classes that the others load, which makes those take half the time. */
    private static List<String> prepareServer() {
        try {
            Path work = Files.createTempDirectory("pulley-archive");
            Path archive = root().resolve("load-tests").resolve("target").resolve("server.jsa");
            Files.createDirectories(archive.toAbsolutePath().resolveSibling("."));
            Files.deleteIfExists(archive);
            try (ServerProcess server =
                    ServerProcess.over(work.resolve("data"), command("-XX:ArchiveClassesAtExit=" + archive))) {
                server.start();
                server.terminate();
            } finally {
                deleteAll(work);
            }
            return command("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
