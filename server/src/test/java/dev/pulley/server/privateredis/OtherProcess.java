package dev.pulley.server.privateredis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that starts a private Redis, so that a test can kill it. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final Process watch;
    private final String answer;

    private OtherProcess(Process process, Process watch, String answer) {
        this.process = process;
        this.watch = watch;
        this.answer = answer;
    }

    /** What runs in it: says how the start went, and waits to be killed or told to stop. */
    public static void main(String[] arguments) throws IOException {
        Options options = Options.standard()
                .withProgramFolders(List.of(arguments[1].split(":", -1)).stream()
                        .map(Path::of)
                        .toList());
        try {
            PrivateRedis redis = PrivateRedis.start(
                    Path.of(arguments[0]), arguments[2].equals("bound") ? options.dyingWithParent() : options);
            System.out.println((redis.adopted() ? "adopted " : "started ") + redis.processId());
            if (System.in.read() >= 0) {
                redis.stop();
            }
        } catch (PrivateRedisException e) {
            System.out.println("refused " + e.getMessage());
        }
    }

    /** Comes back when the start there has succeeded or failed. */
    static OtherProcess start(Path dataFolder, List<Path> programFolders, boolean dieWithParent)
            throws IOException, PrivateRedisException {
        String folders =
                String.join(":", programFolders.stream().map(Path::toString).toList());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        dataFolder.toString(),
                        folders,
                        dieWithParent ? "bound" : "free")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = String.valueOf(
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine());
        // Should the tests be killed, a Redis that is meant to outlive the other process must not outlive them too.
        Process watch = new StartScript(RedisFolder.open(dataFolder), programFolders)
                .watch(answer.startsWith("refused") ? process.pid() : Long.parseLong(answer.split(" ", 2)[1]));
        return new OtherProcess(process, watch, answer);
    }

    String answer() {
        return answer;
    }

    long redisProcessId() {
        return Long.parseLong(answer.split(" ", 2)[1]);
    }

    /** As by {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process does not die");
        }
    }

    /** Ends it, and its Redis if it has one. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        watch.getOutputStream().close();
    }
}
