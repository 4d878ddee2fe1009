package dev.pulley.loadtests.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What appending one frame of a decision's size to a segment costs: by {@code write()} as the journal does it, and through
 * a memory map, each with the three policies of bringing it to the disk. Both under a lock and with the checksum.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class AppendBenchmark {
    private static final int FRAME_BYTES = 120;
    private static final int SEGMENT_BYTES = 64 << 20;
    private static final int CHECKSUM_AT = 4;
    private static final int FORCE_INTERVAL_MILLIS = 1_000;

    /** When it is brought to the disk. */
    public enum Fsync {
        NEVER,
        EVERY_SECOND,
        ALWAYS
    }

    @Param
    @SuppressWarnings("NullAway.Init")
    public Fsync fsync;

    private final ReentrantLock lock = new ReentrantLock();
    private final ByteBuffer frame = ByteBuffer.allocateDirect(FRAME_BYTES);
    private final CRC32C checksum = new CRC32C();

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @SuppressWarnings("NullAway.Init")
    private FileChannel channel;

    @SuppressWarnings("NullAway.Init")
    private MappedByteBuffer map;

    @SuppressWarnings("NullAway.Init")
    private Thread forcer;

    private int end;
    private volatile boolean isMapUsed;
    private volatile boolean isStopped;

    @Setup(Level.Trial)
    public void open() throws IOException {
        file = Files.createTempFile("append", ".journal");
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        map = channel.map(FileChannel.MapMode.READ_WRITE, 0, SEGMENT_BYTES);
        for (int i = 0; i < FRAME_BYTES; i++) {
            frame.put(i, (byte) i);
        }
        forcer = Thread.ofPlatform().daemon().start(this::forceRegularly);
    }

    private void forceRegularly() {
        while (!isStopped) {
            try {
                Thread.sleep(FORCE_INTERVAL_MILLIS);
                if (fsync == Fsync.EVERY_SECOND) {
                    force();
                }
            } catch (IOException | InterruptedException e) {
                return;
            }
        }
    }

    private void force() throws IOException {
        if (isMapUsed) {
            map.force();
        } else {
            channel.force(false);
        }
    }

    private int nextStart() {
        int start = end + FRAME_BYTES > SEGMENT_BYTES ? 0 : end;
        end = start + FRAME_BYTES;
        checksum.reset();
        checksum.update(frame.position(CHECKSUM_AT + Integer.BYTES).limit(FRAME_BYTES));
        frame.putInt(CHECKSUM_AT, (int) checksum.getValue()).position(0);
        return start;
    }

    @Benchmark
    public int write() throws IOException {
        lock.lock();
        try {
            int start = nextStart();
            if (start == 0) {
                // As a new segment, which grows; the map is not used here.
                channel.truncate(0);
            }
            int written = channel.write(frame, start);
            if (fsync == Fsync.ALWAYS) {
                channel.force(false);
            }
            return written;
        } finally {
            lock.unlock();
        }
    }

    @Benchmark
    public int map() {
        lock.lock();
        try {
            isMapUsed = true;
            int start = nextStart();
            map.put(start, frame, 0, FRAME_BYTES);
            if (fsync == Fsync.ALWAYS) {
                map.force(start, FRAME_BYTES);
            }
            return start;
        } finally {
            lock.unlock();
        }
    }

    @TearDown(Level.Trial)
    public void close() throws IOException, InterruptedException {
        isStopped = true;
        forcer.interrupt();
        forcer.join();
        channel.close();
        Files.delete(file);
    }
}
