package dev.pulley.server.journal;

import dev.pulley.server.event.EventCodec;
import dev.pulley.server.event.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment's frames in order, block by block. Where a frame is damaged it tells so and goes on with the next one
 * that is whole: the next place where length and counter are plausible and the checksum fits. Not thread-safe.
 */
final class SegmentReader implements AutoCloseable {
    private static final int BLOCK_BYTES = 256 << 10;
    /** Of eight zeros a frame can begin in none of the first five, since its length is not zero. */
    private static final int ZEROS_AT_ONCE = 5;
    /** More events than any segment holds. */
    private static final long COUNTER_JUMP_MAX = 1L << 32;

    private final Segment segment;
    private final FileChannel channel;
    private final Consumer<Damage> damaged;
    private ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);
    /** Where the frame begins that is read next. */
    private long offset;
    /** Of the frame before that. */
    private long counter;
    /** Where that frame ended. */
    private long wholeTo;
    /** Up to where all is whole, or somebody was told. */
    private long toldTo;
    /** Whether anything but zeros was passed over since the last whole frame. */
    private boolean hasPassedBytes;
    /** Behind which whole frame it was read once more. */
    private long readAgainAt = -1;
    /** What is written of the segment, as far as this look goes. */
    private long limit;

    /**
     * Opens a segment to read what lies behind a counter, and perhaps a little before it.
     *
     * @param damaged is told of each damaged place that is passed over
     */
    SegmentReader(Segment segment, long afterCounter, Consumer<Damage> damaged) throws IOException {
        this.segment = segment;
        this.damaged = damaged;
        this.channel = FileChannel.open(segment.file(), StandardOpenOption.READ);
        Map.Entry<Long, Long> near = segment.markNear(afterCounter);
        this.counter = near.getKey() - 1;
        this.offset = near.getValue();
        this.wholeTo = offset;
        this.toldTo = offset;
    }

    Segment segment() {
        return segment;
    }

    /** The end of the last whole frame that was read. */
    long wholeTo() {
        return wholeTo;
    }

    /** Where it reads next. */
    long offset() {
        return offset;
    }

    /** The counter of the last whole frame that was read. */
    long counter() {
        return counter;
    }

    /** A frame as it lies in the segment, its event not read yet. */
    record RawFrame(Position position, int partition, ByteBuffer event) {
        Frame decode() {
            try {
                return new Frame(position, EventCodec.decode(event));
            } catch (RuntimeException e) {
                throw new UnreadableEventException(position, partition, e);
            }
        }
    }

    /** The next whole frame; null at the end of what was written. */
    @Nullable
    RawFrame next() throws IOException {
        // In this order: the end of a sealed segment does not move.
        boolean isSealed = segment.lastCounter() != Segment.UNKNOWN;
        limit = segment.end();
        RawFrame frame = search();
        boolean isGap = offset > wholeTo && (frame != null || hasPassedBytes);
        if (isGap && !isSealed && readAgainAt != wholeTo) {
            // In a file that another process writes, what was only half there may be whole by now.
            readAgainAt = wholeTo;
            offset = wholeTo;
            block.position(block.limit());
            hasPassedBytes = false;
            frame = search();
        }
        if (frame != null) {
            return taken(frame);
        }
        long missing = isSealed ? segment.lastCounter() - counter : 0;
        // Zeros at the end are room that was made and not used.
        if (hasPassedBytes || missing > 0) {
            tellDamage(offset, missing);
        }
        counter = isSealed ? segment.lastCounter() : counter;
        return null;
    }

    /** Goes on to the next whole frame; null where there is none up to the end. */
    private @Nullable RawFrame search() throws IOException {
        while (has(FrameFormat.FRAME_FIXED_BYTES)) {
            RawFrame frame = frameHere();
            if (frame != null) {
                return frame;
            }
            passOver(block.getLong(block.position()) == 0 ? ZEROS_AT_ONCE : 1);
        }
        if (has((int) (limit - offset))) {
            passOver((int) (limit - offset));
        }
        return null;
    }

    private void passOver(int bytes) {
        for (int i = 0; i < bytes; i++) {
            hasPassedBytes |= block.get() != 0;
        }
        offset += bytes;
    }

    private RawFrame taken(RawFrame frame) {
        long frameCounter = frame.position().counter();
        tellDamage(offset, frameCounter - counter - 1);
        segment.mark(frameCounter, offset);
        int bytes = FrameFormat.bytesOf(frame.event());
        block.position(block.position() + bytes);
        offset += bytes;
        wholeTo = offset;
        toldTo = offset;
        hasPassedBytes = false;
        counter = frameCounter;
        return frame;
    }

    /** What lies between the last whole frame and here can't be read. */
    private void tellDamage(long to, long missing) {
        if (to > toldTo || missing > 0) {
            damaged.accept(new Damage(segment.file(), toldTo, Math.max(0, to - toldTo), Math.max(0, missing)));
        }
        toldTo = Math.max(to, toldTo);
    }

    private @Nullable RawFrame frameHere() throws IOException {
        int start = block.position();
        int length = block.getInt(start);
        long frameCounter = block.getLong(start + FrameFormat.FRAME_PREFIX_BYTES + 1);
        if (length <= FrameFormat.FRAME_FIXED_BYTES - FrameFormat.FRAME_PREFIX_BYTES
                || length > FrameFormat.FRAME_BYTES_MAX
                || !isPlausible(frameCounter)
                || !has(FrameFormat.FRAME_PREFIX_BYTES + length)) {
            return null;
        }
        start = block.position();
        int body = start + FrameFormat.FRAME_PREFIX_BYTES;
        if (block.getInt(start + 4) != FrameFormat.checksum(block.slice(body, length))) {
            return null;
        }
        return new RawFrame(
                new Position(segment.name().epoch(), frameCounter),
                block.get(body) & 0xff,
                block.slice(body + 9, length - 9));
    }

    private boolean isPlausible(long frameCounter) {
        long last = segment.lastCounter();
        return frameCounter > counter && frameCounter <= (last == Segment.UNKNOWN ? counter + COUNTER_JUMP_MAX : last);
    }

    /** Whether so many bytes are there; reads on where they are not in the block yet. */
    private boolean has(int bytes) throws IOException {
        if (block.remaining() >= bytes) {
            return true;
        }
        if (limit - offset < bytes) {
            return false;
        }
        // Slices of the old block may still be in use, so what is read next gets a block of its own.
        ByteBuffer fresh = ByteBuffer.allocate((int) Math.min(Math.max(BLOCK_BYTES, bytes), limit - offset));
        while (fresh.hasRemaining()) {
            if (channel.read(fresh, offset + fresh.position()) < 0) {
                throw new IOException(segment.file() + " is shorter than it was");
            }
        }
        block = fresh.flip();
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
