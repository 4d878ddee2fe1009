package dev.pulley.server.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a segment. It begins with a header: magic (8), node (8), epoch (4), the counter before its first frame
 * (8), when the last of the evidence closes that earlier segments touch (8), for each partition the position of its last
 * event in earlier segments (4 and 8), CRC-32C of those (4). Then frame upon frame:
 * length of what follows the checksum (4), CRC-32C of that (4), partition (1), counter (8), event. All big-endian.
 *
 * <p>A frame begins with a zero byte, since its length is far below 2^24. Texts in events are JSON, where no zero byte can
 * be: nobody can smuggle a frame into an event for {@link SegmentReader} to find when it looks for one behind damage.
 */
final class FrameFormat {
    private static final int HEADER_BYTES_BEFORE_ENDS = 36;
    static final int HEADER_BYTES = HEADER_BYTES_BEFORE_ENDS + PartitionEnds.BYTES + 4;
    static final int FRAME_PREFIX_BYTES = 8;
    static final int FRAME_FIXED_BYTES = FRAME_PREFIX_BYTES + 9;
    /** An event is at most a task definition, which is at most a body of 1 MiB with its identities. */
    static final int FRAME_BYTES_MAX = 4 << 20;

    private static final long MAGIC = 0x50554c4c45593031L; // "PULLEY01"

    private FrameFormat() {}

    /**
     * What a segment says of itself and of those before it.
     *
     * @param closesAtBefore when the last of the evidence closes that events of earlier segments touch
     * @param endsBefore where the events of each partition end in earlier segments; not changed any more
     */
    record Header(SegmentName name, long closesAtBefore, PartitionEnds endsBefore) {}

    static ByteBuffer write(Header header) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES);
        SegmentName name = header.name();
        out.putLong(MAGIC).putLong(name.node()).putInt(name.epoch()).putLong(name.counterBefore());
        out.putLong(header.closesAtBefore());
        header.endsBefore().writeTo(out);
        out.putInt(checksum(out.slice(0, HEADER_BYTES - 4)));
        return out.flip();
    }

    /** The header, or null where it is cut or damaged. */
    static @Nullable Header readHeader(ByteBuffer in) {
        if (in.remaining() < HEADER_BYTES
                || in.getLong(0) != MAGIC
                || in.getInt(HEADER_BYTES - 4) != checksum(in.slice(0, HEADER_BYTES - 4))) {
            return null;
        }
        return new Header(
                new SegmentName(in.getInt(16), in.getLong(20), in.getLong(8)),
                in.getLong(28),
                PartitionEnds.read(in.slice(HEADER_BYTES_BEFORE_ENDS, PartitionEnds.BYTES)));
    }

    /** How long a frame with such an event is. */
    static int bytesOf(ByteBuffer event) {
        return FRAME_FIXED_BYTES + event.remaining();
    }

    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
