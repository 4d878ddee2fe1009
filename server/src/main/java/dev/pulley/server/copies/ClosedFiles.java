package dev.pulley.server.copies;

import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.ClosedEvidence;
import dev.pulley.server.ledger.Extent;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.Partition;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The closed evidence that is copied in a folder, a file for each task; and how far the journal is in it. */
final class ClosedFiles {
    private static final Pattern NAME = Pattern.compile("closed-(\\d+)\\.(\\d+)");

    private final Path folder;

    ClosedFiles(Path folder) {
        this.folder = folder;
    }

    /** The tasks of a partition that have a copy. */
    List<TaskKey> tasks(int partition) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> new TaskKey(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2))))
                    .filter(task -> Partition.ofTask(task.task()) == partition)
                    .toList();
        }
    }

    private CopyFile file(TaskKey task) {
        return new CopyFile(folder.resolve("closed-" + task.tenant() + "." + task.task()));
    }

    private CopyFile coveredFile() {
        return new CopyFile(folder.resolve("closed"));
    }

    /** Nothing, where there is none, or where it is damaged. */
    Optional<ClosedEvidence> read(TaskKey task) {
        List<ClosedEvidence> read = new ArrayList<>(1);
        file(task).read(in -> read.add(read(task, in)));
        return read.stream().findFirst();
    }

    private static ClosedEvidence read(TaskKey task, DataInputStream in) throws IOException {
        long beforeMillis = in.readLong();
        Map<String, Position> upTo = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            upTo.put(in.readUTF(), position(in));
        }
        long late = in.readLong();
        Map<Integer, String> sources = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            sources.put(in.readInt(), in.readUTF());
        }
        Map<BucketKey, Map<String, byte[]>> buckets = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            BucketKey bucket = new BucketKey(task.tenant(), task.task(), in.readInt(), in.readLong());
            Map<String, byte[]> fields = new HashMap<>();
            for (int more = in.readInt(); more > 0; more--) {
                fields.put(in.readUTF(), in.readNBytes(in.readInt()));
            }
            buckets.put(bucket, fields);
        }
        return new ClosedEvidence(task, new Extent(beforeMillis, upTo), late, sources, buckets);
    }

    private static Position position(DataInputStream in) throws IOException {
        return new Position(in.readInt(), in.readLong());
    }

    private static void put(DataOutputStream out, Position position) throws IOException {
        out.writeInt(position.epoch());
        out.writeLong(position.counter());
    }

    void write(ClosedEvidence copy) throws IOException {
        file(copy.task()).write(out -> {
            out.writeLong(copy.extent().beforeMillis());
            out.writeInt(copy.extent().upTo().size());
            for (Map.Entry<String, Position> node : copy.extent().upTo().entrySet()) {
                out.writeUTF(node.getKey());
                put(out, node.getValue());
            }
            out.writeLong(copy.late());
            out.writeInt(copy.sources().size());
            for (Map.Entry<Integer, String> source : copy.sources().entrySet()) {
                out.writeInt(source.getKey());
                out.writeUTF(source.getValue());
            }
            out.writeInt(copy.buckets().size());
            for (Map.Entry<BucketKey, Map<String, byte[]>> bucket :
                    copy.buckets().entrySet()) {
                out.writeInt(bucket.getKey().widthCode());
                out.writeLong(bucket.getKey().index());
                out.writeInt(bucket.getValue().size());
                for (Map.Entry<String, byte[]> field : bucket.getValue().entrySet()) {
                    out.writeUTF(field.getKey());
                    out.writeInt(field.getValue().length);
                    out.write(field.getValue());
                }
            }
        });
    }

    /** What is closed of the node's own journal, and copied with all that the other nodes had. */
    Covered readCovered() {
        List<Covered> read = new ArrayList<>(List.of(Covered.NOTHING));
        coveredFile().read(in -> read.add(new Covered(position(in), in.readLong())));
        return read.getLast();
    }

    /** Once the copies themselves are sure to be on the disk. */
    void writeCovered(Covered covered) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
        coveredFile().write(out -> {
            put(out, covered.upTo());
            out.writeLong(covered.closedBeforeMillis());
        });
    }
}
