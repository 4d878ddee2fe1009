package dev.pulley.server.trail;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalReader;
import dev.pulley.server.journal.UnreadableEventException;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.task.Task;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one task's events piece by piece, a line of JSON each, and at the end a line that says where to go on. What is of
 * other tasks is passed over, mostly unread. Holds one piece in memory. Not thread-safe.
 */
public final class TaskEventReader implements AutoCloseable {
    /** A piece is this long, and the one line longer that goes over it. */
    private static final int PIECE_BYTES = 1 << 16;
    /** So many are looked at for a piece, so that nobody waits long who wants to end it. */
    private static final int EVENTS_PER_PIECE = 50_000;
    /** So many are looked at for one answer: a second or two of reading, also where none of them is the task's. */
    private static final long EVENTS_MAX = 2_000_000;

    private final Journal journal;
    private final JournalReader reader;
    private final Task task;
    private final EventLine line;
    private final long linesMax;
    private final boolean follows;
    private long lines;
    private long looked;
    private boolean isEnded;
    private boolean isAtNewest;

    TaskEventReader(Journal journal, Task task, Position after, long linesMax, boolean follows) {
        this.journal = journal;
        this.reader = journal.readAfter(after);
        this.task = task;
        this.linesMax = linesMax;
        this.follows = follows;
        TaskNames names = new TaskNames();
        names.learn(task);
        this.line = new EventLine(names);
    }

    /** Whether all that is wanted was read. */
    public boolean isEnded() {
        return isEnded;
    }

    /** Whether the last piece ended with the newest event there was. */
    public boolean isAtNewest() {
        return isAtNewest;
    }

    /** The next lines; none, where there are none now or none among those that were looked at. */
    public byte[] next() {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        long lookMax = looked + EVENTS_PER_PIECE;
        isAtNewest = false;
        while (!isAtNewest && lines < linesMax && looked < lookMax && piece.size() < PIECE_BYTES) {
            Frame frame = nextLooked(lookMax);
            if (frame == null) {
                isAtNewest = looked < lookMax;
            } else if (isOfTask(frame.event())) {
                append(piece, line.of(entry(frame)));
                lines++;
            }
        }
        boolean hasLookedEnough = looked >= EVENTS_MAX || isAtNewest;
        if (lines == linesMax || (hasLookedEnough && !follows)) {
            isEnded = true;
            append(piece, end());
        }
        return piece.toByteArray();
    }

    /** The next event of the task's partition, or the last that may be looked at; null at the end of the journal. */
    private @Nullable Frame nextLooked(long lookMax) {
        while (true) {
            try {
                return reader.next((position, partition) -> {
                    looked++;
                    return partition == task.partition() || looked >= lookMax;
                });
            } catch (UnreadableEventException e) {
                // A later version wrote it; whose it is can't be known.
                if (looked >= lookMax) {
                    return null;
                }
            }
        }
    }

    private MergedJournals.Entry entry(Frame frame) {
        return new MergedJournals.Entry(journal.node(), frame, MergedJournals.atMillis(frame.event()));
    }

    private boolean isOfTask(Event event) {
        return switch (event) {
            case DecisionMade made ->
                is(made.decision().tenant(), made.decision().task());
            case DecisionsCounted counted -> is(counted.tenant(), counted.task());
            case RewardGiven given ->
                is(given.decision().tenant(), given.decision().task());
            case RewardByReference given -> is(given.tenant(), given.task());
            case TaskNumbered numbered -> is(numbered.tenant(), numbered.task());
            case TaskChanged changed ->
                changed.task().tenant() == task.tenant()
                        && changed.task().name().equals(task.name());
        };
    }

    private boolean is(int tenant, int id) {
        return tenant == task.tenant() && id == task.id();
    }

    private byte[] end() {
        return new JsonWriter()
                .object(o -> {
                    o.string("type", "end");
                    o.string("cursor", cursor(reader.position()));
                    o.string("newest", cursor(journal.last()));
                    o.bool("more", !isAtNewest && journal.last().isAfter(reader.position()));
                })
                .toBytes();
    }

    private String cursor(Position position) {
        return new EventCursor(journal.node(), position).toText();
    }

    private static void append(ByteArrayOutputStream piece, byte[] text) {
        piece.writeBytes(text);
        piece.write('\n');
    }

    @Override
    public void close() {
        reader.close();
    }
}
