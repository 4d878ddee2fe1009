package dev.pulley.server.journal;

import java.io.IOException;

/** Finds the end of the last run's segment: the last frame that is whole. */
final class Recovery {
    private Recovery() {}

    static RecoveryReport cutTail(Segment newest) throws IOException {
        SegmentReader reader = new SegmentReader(newest, FrameFormat.HEADER_BYTES);
        long counter = newest.counterBefore();
        SegmentReader.RawFrame frame;
        while ((frame = reader.next()) != null) {
            counter = frame.position().counter();
        }
        long cut = newest.end() - reader.offset();
        if (cut > 0) {
            newest.cutTo(reader.offset());
        }
        return new RecoveryReport(counter, cut);
    }
}
