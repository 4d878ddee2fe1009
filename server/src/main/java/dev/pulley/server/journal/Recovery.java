package dev.pulley.server.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a journal in order that is opened again: finds the end of the newest segment, which is its last whole frame, and
 * cuts off what lies behind; looks for damage in the others, as far back as is quick; and works out up to when each
 * segment's evidence is open and where each partition's events end, which stands in the header of the one behind it, and for
 * the newest in its events.
 */
final class Recovery {
    /** So much is read and checked before the server may start; what is older is checked when it is read. */
    static final long CHECKED_BYTES_MAX = 64L << 20;

    private final List<Segment> segments;
    private final List<Damage> passedOver = new ArrayList<>();
    private final PartitionEnds ends = new PartitionEnds();
    private Optional<Damage> cut = Optional.empty();

    private Recovery(List<Segment> segments) {
        this.segments = segments;
    }

    /** What one segment's frames say. */
    private record Scan(long firstAt, long wholeTo, long lastCounter, long closesAtMillis, List<Damage> damage) {}

    /**
     * What was found.
     *
     * @param ends where the events of each partition end
     */
    record Recovered(RecoveryReport report, PartitionEnds ends) {}

    /** @param segments in order, at least one */
    static Recovered recover(List<Segment> segments) throws IOException {
        return new Recovery(segments).run();
    }

    private Recovered run() throws IOException {
        int unchecked = firstChecked();
        long closesAtMillis = 0;
        long lastCounter = 0;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            Optional<FrameFormat.Header> following =
                    i + 1 < segments.size() ? segments.get(i + 1).header() : Optional.empty();
            closesAtMillis = Math.max(
                    closesAtMillis,
                    segment.header().map(FrameFormat.Header::closesAtBefore).orElse(0L));
            segment.header().map(FrameFormat.Header::endsBefore).ifPresent(ends::reachAll);
            if (i >= unchecked || following.isEmpty()) {
                Scan scan = scan(segment, following.isEmpty());
                closesAtMillis = Math.max(closesAtMillis, scan.closesAtMillis());
                lastCounter = scan.lastCounter();
                keep(segment, scan, i == segments.size() - 1, closesAtMillis);
            }
            closesAtMillis = Math.max(
                    closesAtMillis,
                    following.map(FrameFormat.Header::closesAtBefore).orElse(0L));
            segment.closesAt(closesAtMillis);
        }
        segments.getLast().seal(lastCounter);
        return new Recovered(new RecoveryReport(lastCounter, cut, passedOver, unchecked), ends);
    }

    private int firstChecked() {
        long bytes = 0;
        int first = segments.size();
        while (first > 0 && bytes < CHECKED_BYTES_MAX) {
            first--;
            bytes += segments.get(first).end();
        }
        return first;
    }

    private void keep(Segment segment, Scan scan, boolean isNewest, long closesAtMillis) throws IOException {
        for (Damage damage : scan.damage()) {
            segment.isNews(damage);
            boolean isTail = damage.bytes() > 0 && damage.offset() + damage.bytes() == segment.end();
            if (isNewest && isTail) {
                cut = Optional.of(damage);
            } else {
                passedOver.add(damage);
            }
        }
        if (isNewest) {
            mend(segment, scan, closesAtMillis);
        }
    }

    /** The newest one is put in order, so that what a crash left there is told once. */
    private void mend(Segment newest, Scan scan, long closesAtMillis) throws IOException {
        if (newest.end() > scan.wholeTo()) {
            SegmentWriter.cut(newest.file(), scan.wholeTo());
        }
        newest.endsAt(scan.wholeTo());
        if (newest.header().isEmpty() && scan.firstAt() >= FrameFormat.HEADER_BYTES) {
            SegmentWriter.repair(newest.file(), new FrameFormat.Header(newest.name(), closesAtMillis, ends));
            newest.endsAt(Math.max(scan.wholeTo(), FrameFormat.HEADER_BYTES));
        }
    }

    private Scan scan(Segment segment, boolean readsEvents) throws IOException {
        List<Damage> damage = new ArrayList<>();
        long closesAtMillis = 0;
        long firstAt = Long.MAX_VALUE;
        try (SegmentReader reader = new SegmentReader(segment, 0, damage::add)) {
            SegmentReader.@Nullable RawFrame frame;
            while ((frame = reader.next()) != null) {
                firstAt = Math.min(firstAt, reader.wholeTo() - FrameFormat.bytesOf(frame.event()));
                ends.reach(frame.partition(), frame.position());
                if (readsEvents) {
                    closesAtMillis = Math.max(closesAtMillis, closesAtMillis(frame));
                }
            }
            return new Scan(firstAt, reader.wholeTo(), reader.counter(), closesAtMillis, damage);
        }
    }

    /** An event that this version can't read is never shipped by it either, and so its segment is never deleted. */
    private static long closesAtMillis(SegmentReader.RawFrame frame) {
        try {
            return frame.decode().event().closesAtMillis();
        } catch (UnreadableEventException e) {
            return 0;
        }
    }

    /** The folder's segments if they are one node's. */
    static Optional<Long> nodeOf(Path folder, List<Segment> segments) throws IOException {
        List<Long> nodes = segments.stream()
                .map(segment -> segment.name().node())
                .distinct()
                .toList();
        if (nodes.size() > 1) {
            throw new IOException(folder + " holds the segments of " + nodes.size()
                    + " nodes; a node's journal has a folder of its own");
        }
        return nodes.stream().findFirst();
    }
}
