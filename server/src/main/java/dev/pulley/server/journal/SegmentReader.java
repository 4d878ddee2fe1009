package dev.pulley.server.journal;

import dev.pulley.server.event.EventCodec;
import dev.pulley.server.event.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads one segment's frames in order, block by block. Not thread-safe. */
final class SegmentReader {
    private static final int BLOCK_BYTES = 256 << 10;

    private final Segment segment;
    private ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);
    /** Where the frame begins that is read next. */
    private long offset;

    SegmentReader(Segment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    long offset() {
        return offset;
    }

    /** A frame as it lies in the segment, its event not read yet. */
    record RawFrame(Position position, int partition, ByteBuffer event) {
        Frame decode() {
            return new Frame(position, EventCodec.decode(event));
        }
    }

    /** The next frame; null at the end, and where a frame is cut or damaged. */
    @Nullable
    RawFrame next() throws IOException {
        if (!has(FrameFormat.FRAME_FIXED_BYTES)) {
            return null;
        }
        int start = block.position();
        int length = block.getInt(start);
        if (length < FrameFormat.FRAME_FIXED_BYTES - FrameFormat.FRAME_PREFIX_BYTES
                || length > FrameFormat.FRAME_BYTES_MAX
                || !has(FrameFormat.FRAME_PREFIX_BYTES + length)) {
            return null;
        }
        start = block.position();
        int body = start + FrameFormat.FRAME_PREFIX_BYTES;
        if (block.getInt(start + 4) != FrameFormat.checksum(block.slice(body, length))) {
            return null;
        }
        long counter = block.getLong(body + 1);
        RawFrame frame = new RawFrame(
                new Position(segment.epoch(), counter), block.get(body) & 0xff, block.slice(body + 9, length - 9));
        segment.mark(counter, offset);
        block.position(body + length);
        offset += FrameFormat.FRAME_PREFIX_BYTES + length;
        return frame;
    }

    /** Whether so many bytes are there; reads on where they are not in the block yet. */
    private boolean has(int bytes) throws IOException {
        if (block.remaining() >= bytes) {
            return true;
        }
        if (segment.end() - offset < bytes) {
            return false;
        }
        // Slices of the old block may still be in use, so what is read next gets a block of its own.
        ByteBuffer fresh = ByteBuffer.allocate((int) Math.min(Math.max(BLOCK_BYTES, bytes), segment.end() - offset));
        while (fresh.hasRemaining()) {
            if (segment.read(fresh, offset + fresh.position()) < 0) {
                throw new IOException(segment.file() + " is shorter than it was");
            }
        }
        block = fresh.flip();
        return true;
    }
}
