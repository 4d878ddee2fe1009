package dev.pulley.server.journal;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.EventCodec;
import java.nio.ByteBuffer;

/** Writes one frame at a time into a buffer that is used again. Not thread-safe. */
final class FrameWriter {
    private static final int BUFFER_BYTES = 8 << 10;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** The frame; good until the next one is written. */
    ByteBuffer write(long counter, Event event) {
        int atMost = FrameFormat.FRAME_FIXED_BYTES + EventCodec.sizeAtMost(event);
        if (buffer.capacity() < atMost) {
            buffer = ByteBuffer.allocateDirect(Math.max(atMost, 2 * buffer.capacity()));
        }
        buffer.clear().position(FrameFormat.FRAME_PREFIX_BYTES);
        buffer.put((byte) event.partition()).putLong(counter);
        EventCodec.encode(event, buffer);
        buffer.flip();
        int length = buffer.limit() - FrameFormat.FRAME_PREFIX_BYTES;
        if (length > FrameFormat.FRAME_BYTES_MAX) {
            throw new JournalException("an event has at most " + FrameFormat.FRAME_BYTES_MAX + " bytes, not " + length);
        }
        buffer.putInt(0, length);
        buffer.putInt(4, FrameFormat.checksum(buffer.slice(FrameFormat.FRAME_PREFIX_BYTES, length)));
        return buffer;
    }
}
