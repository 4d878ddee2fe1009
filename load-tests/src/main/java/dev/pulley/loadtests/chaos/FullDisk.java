package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.RedisProcess;
import dev.pulley.loadtests.process.SmallDisk;
import dev.pulley.loadtests.traffic.LoadTask;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server whose data folder lies on a small disk that something else fills, and then makes room on again. */
final class FullDisk implements Scenario {
    private static final int ROUNDS = 3;
    private static final int DISK_MEBIBYTES = 512;
    private static final Duration BETWEEN = Duration.ofSeconds(3);
    private static final Duration FULL = Duration.ofSeconds(6);
    private static final int FILL_BYTES_AT_ONCE = 1 << 16;

    @Override
    public String name() {
        return "full-disk";
    }

    @Override
    public String what() {
        return "the disk of the journal is full for a while, and the server is killed in between";
    }

    @Override
    public Outcome run(Ground ground, Settings settings) throws IOException {
        Path disk = ground.folder().resolve("disk");
        try {
            ground.keep(SmallDisk.mount(disk, DISK_MEBIBYTES, ground.watchdog()));
        } catch (IOException e) {
            throw new SkippedException("a small disk can't be mounted here: " + e.getMessage());
        }
        RedisProcess redis = ground.redis("redis", "--appendonly", "no", "--save", "");
        Node node = ground.node(disk.resolve("data"), "--redis", redis.url());
        node.start();
        // A decision that can't be journaled is counted, and loses its reference.
        List<LoadTask> tasks =
                LoadTask.mixed().stream().map(LoadTask::withoutReferences).toList();
        Trial trial = Trial.beginCalmly(ground, settings, List.of(node), tasks, settings.rate());
        int rounds = settings.roundsOr(ROUNDS);
        for (int round = 1; round <= rounds; round++) {
            trial.pauseAbout(BETWEEN);
            Path filler = fill(disk);
            trial.pauseAbout(FULL);
            Files.delete(filler);
            trial.pauseAbout(BETWEEN);
            node.kill();
            trial.readyAfter(node.start());
            ground.tell("  round " + round + " of " + rounds + " is over");
        }
        return trial.end(name(), rounds, Excuse.NO_SERVER, Excuse.NO_ROOM);
    }

    private static Path fill(Path disk) throws IOException {
        Path filler = disk.resolve("filler");
        byte[] zeros = new byte[FILL_BYTES_AT_ONCE];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException e) {
            if (disk.toFile().getUsableSpace() > FILL_BYTES_AT_ONCE) {
                throw e;
            }
            return filler;
        }
    }
}
