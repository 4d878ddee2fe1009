package dev.pulley.loadtests.endtoend;

import dev.pulley.loadtests.process.ProcessRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A machine for the launcher: a project folder with the launcher and a jar that needs no building, a PATH with the system's
 * small programs and no others, and JDKs whose {@code java} says which it is and what it was given.
 */
final class FakeHome {
    /** What the launcher may use of a POSIX system. */
    private static final List<String> TOOLS = List.of(
            "sh", "dirname", "readlink", "find", "head", "sed", "cat", "grep", "mkdir", "touch", "rm", "mv", "sleep");

    private static final Duration RUN_MAX = Duration.ofSeconds(40);

    private final Path folder;
    private final Path project;
    private final Path tools;

    private FakeHome(Path folder, Path project, Path tools) {
        this.folder = folder;
        this.project = project;
        this.tools = tools;
    }

    /** @param name the name of the project's folder */
    static FakeHome in(Path folder, String name) throws IOException {
        Path project = Files.createDirectories(folder.resolve(name));
        Files.copy(Built.launcher(), project.resolve("pulley"), StandardCopyOption.COPY_ATTRIBUTES);
        Path target = Files.createDirectories(project.resolve("server").resolve("target"));
        Files.writeString(target.resolve("pulley-server.jar"), "");
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            writeProgram(tools.resolve(tool), "exec " + find(tool) + " \"$@\"");
        }
        Files.createDirectories(folder.resolve("jdks"));
        return new FakeHome(folder, project, tools);
    }

    private static Path find(String tool) throws IOException {
        return Stream.of("/usr/bin", "/bin")
                .map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("this system has no " + tool));
    }

    /** Where the launcher is. */
    Path project() {
        return project;
    }

    Path launcher() {
        return project.resolve("pulley");
    }

    /** As on a machine where the project was never built. */
    void removeJar() throws IOException {
        Files.delete(project.resolve("server").resolve("target").resolve("pulley-server.jar"));
    }

    /** A JDK in the folder where the system keeps them. */
    Path addSystemJdk(String version) throws IOException {
        return addJdk(folder.resolve("jdks").resolve("jdk-" + version), version);
    }

    /** A JDK that only those find who are told of it. */
    Path addHiddenJdk(String version) throws IOException {
        return addJdk(folder.resolve("elsewhere").resolve("jdk-" + version), version);
    }

    private static Path addJdk(Path jdk, String version) throws IOException {
        Path programs = Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : List.of("java", "javac")) {
            writeProgram(programs.resolve(program), "printf '%s\\n' 'java " + version + "' \"$@\"");
        }
        return jdk;
    }

    /** A Maven that does nothing. */
    void addMaven() throws IOException {
        writeProgram(tools.resolve("mvn"), ":");
    }

    private static void writeProgram(Path program, String line) throws IOException {
        Files.writeString(program, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A run of the launcher, with nothing in its environment but what is given here. */
    final class Call {
        private final List<String> environment = new ArrayList<>();
        private Path from = folder;
        private Path launcher = launcher();
        private String path = tools.toString();

        Call withJavaHome(Path jdk) {
            environment.add("JAVA_HOME=" + jdk);
            return this;
        }

        Call withEmptyJavaHome() {
            environment.add("JAVA_HOME=");
            return this;
        }

        Call withFirstOnPath(Path jdk) {
            path = jdk.resolve("bin") + ":" + path;
            return this;
        }

        Call from(Path other) {
            from = other;
            return this;
        }

        Call by(Path link) {
            launcher = link;
            return this;
        }

        ProcessRun run(String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(launcher.toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", path);
            builder.environment()
                    .put("PULLEY_JDK_FOLDERS", folder.resolve("jdks").toString());
            for (String variable : environment) {
                String[] parts = variable.split("=", 2);
                builder.environment().put(parts[0], parts[1]);
            }
            return ProcessRun.of(builder, RUN_MAX);
        }
    }

    Call call() {
        return new Call();
    }
}
