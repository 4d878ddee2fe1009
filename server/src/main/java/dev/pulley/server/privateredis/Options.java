package dev.pulley.server.privateredis;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How the private Redis is to be started.
 *
 * @param program which Redis to run
 * @param port the loopback port to listen on; 0 for a unix socket, or a port of the folder's own where sockets cannot be locked
 * @param programFolders where programs are looked for, in this order
 * @param dieWithParent whether Redis ends when this process does, however it ends; for tests, which must leave nothing behind
 */
public record Options(Program program, int port, List<Path> programFolders, boolean dieWithParent) {
    private static final int HIGHEST_PORT = 65_535;
    private static final List<String> USUAL_FOLDERS = List.of(
            "/usr/local/bin",
            "/usr/local/sbin",
            "/usr/bin",
            "/usr/sbin",
            "/bin",
            "/sbin",
            "/opt/homebrew/bin",
            "/opt/redis/bin",
            "/opt/valkey/bin");

    /** Which Redis to run. */
    public sealed interface Program {
        /** An installed Redis or Valkey that will do, else the bundled one. */
        record Any() implements Program {}

        /** The one at this path and no other. */
        record Named(Path path) implements Program {
            public Named {
                Objects.requireNonNull(path, "path");
            }
        }

        /** The one that comes with Pulley, whatever is installed. */
        record Bundled() implements Program {}
    }

    public Options {
        Objects.requireNonNull(program, "program");
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port must be between 0 and " + HIGHEST_PORT + ", not " + port);
        }
        programFolders = List.copyOf(programFolders);
    }

    /** Any Redis on the PATH or in the usual folders, over a unix socket, which outlives this process. */
    public static Options standard() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        List<Path> folders = Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), USUAL_FOLDERS.stream())
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .distinct()
                .toList();
        return new Options(new Program.Any(), 0, folders, false);
    }

    public Options withProgram(Program chosen) {
        return new Options(chosen, port, programFolders, dieWithParent);
    }

    public Options withPort(int chosen) {
        return new Options(program, chosen, programFolders, dieWithParent);
    }

    public Options withProgramFolders(List<Path> chosen) {
        return new Options(program, port, chosen, dieWithParent);
    }

    public Options dyingWithParent() {
        return new Options(program, port, programFolders, true);
    }
}
