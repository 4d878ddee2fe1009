package dev.pulley.server.trail;

import dev.pulley.server.journal.Damage;
import dev.pulley.server.journal.JournalArchive;
import dev.pulley.server.journal.JournalException;
import dev.pulley.server.journal.UnreadableEventException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the events in some folders, in the order of time, a line each. */
public final class Trail {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Consumer<String> warned;
    private long events;
    private long faults;

    private Trail(Consumer<String> warned) {
        this.warned = warned;
    }

    /**
     * What was told.
     *
     * @param faults how many places could not be read
     */
    public record Told(long events, long faults) {}

    /**
     * Writes the events of all the folders' journals.
     *
     * @param folders data folders, or the journals in them
     * @param warned is told, a line each, what can't be read
     * @throws JournalException when a folder has no journal, or two have the same node's
     * @throws IOException when nobody takes what is written
     */
    public static Told tell(List<Path> folders, OutputStream out, Consumer<String> warned) throws IOException {
        Trail trail = new Trail(warned);
        List<MergedJournals.Input> inputs = new ArrayList<>();
        Set<Long> nodes = new HashSet<>();
        for (Path folder : folders) {
            JournalArchive archive = JournalArchive.open(journalIn(folder));
            if (!nodes.add(archive.node())) {
                throw new JournalException(folder + " has the journal of a node that another folder has too");
            }
            inputs.add(new MergedJournals.Input(
                    archive.node(), archive.read(damage -> trail.damaged(damage, archive.isUnfinished(damage)))));
        }
        try (MergedJournals journals = new MergedJournals(inputs, trail::unreadable)) {
            trail.write(journals, out);
        }
        return new Told(trail.events, trail.faults);
    }

    private static Path journalIn(Path folder) {
        Path inside = folder.resolve("journal");
        return Files.isDirectory(inside) ? inside : folder;
    }

    private void write(MergedJournals journals, OutputStream out) throws IOException {
        TaskNames names = new TaskNames();
        EventLine line = new EventLine(names);
        OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
        MergedJournals.@Nullable Entry entry;
        while ((entry = journals.next()) != null) {
            names.learn(entry.frame().event());
            buffered.write(line.of(entry));
            buffered.write('\n');
            events++;
        }
        buffered.flush();
    }

    private void damaged(Damage damage, boolean isUnfinished) {
        if (isUnfinished) {
            warned.accept("the last event is not finished: " + damage.toText());
        } else {
            faults++;
            warned.accept("damaged, and passed over: " + damage.toText());
        }
    }

    private void unreadable(UnreadableEventException e) {
        faults++;
        warned.accept(String.valueOf(e.getMessage()));
    }
}
