package dev.pulley.server.rebuild;

import dev.pulley.server.copies.Copies;
import dev.pulley.server.copies.Covered;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.journal.JournalArchive;
import dev.pulley.server.journal.JournalException;
import dev.pulley.server.journal.JournalReader;
import dev.pulley.server.journal.UnreadableEventException;
import dev.pulley.server.ledger.ClosedEvidence;
import dev.pulley.server.ledger.ClosedLedger;
import dev.pulley.server.ledger.Ledger;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.ledger.StoreState;
import dev.pulley.server.shipper.Replay;
import dev.pulley.server.shipper.ReplayException;
import dev.pulley.server.task.Partition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The events of the data folders of some nodes, and how they are brought into a store: the store gets the birth that the
 * folders know it by, each partition its tasks, and then one journal after the other is replayed. The fences keep what was
 * applied from being applied twice, so a rebuild that was broken off is simply run again.
 */
public final class Rebuild {
    private static final long ANSWER_MILLIS_MAX = 10_000;
    private static final int EVENTS_BETWEEN_LOOKS = 1_000;

    private record Folder(Path path, JournalArchive journal, Optional<Copies> copies) {
        Optional<String> birth() {
            return copies.flatMap(Copies::birth);
        }
    }

    /** What a rebuild came to. */
    public record Done(long tasks, long events) {}

    private final List<Folder> folders;
    private final String birth;
    private final InstantSource clock;

    private Rebuild(List<Folder> folders, String birth, InstantSource clock) {
        this.folders = folders;
        this.birth = birth;
        this.clock = clock;
    }

    /** Looks at the folders, which must be those of different nodes of one store. */
    public static Rebuild of(List<Path> paths, InstantSource clock, Progress progress) throws RebuildException {
        List<Folder> folders = new ArrayList<>();
        Set<Long> nodes = new HashSet<>();
        for (Path path : paths) {
            Folder folder = open(path, clock);
            if (!nodes.add(folder.journal().node())) {
                throw new RebuildException(path + " has the journal of a node that another folder has too");
            }
            folders.add(folder);
        }
        List<Folder> known =
                folders.stream().filter(folder -> folder.birth().isPresent()).toList();
        for (Folder folder : known) {
            Folder first = known.getFirst();
            if (!folder.birth().equals(first.birth())) {
                throw new RebuildException(folder.path() + " belongs to another store (born "
                        + folder.birth().orElse("") + ") than " + first.path() + " (born "
                        + first.birth().orElse("") + "); give the folders of one store only");
            }
        }
        if (!known.isEmpty()) {
            folders.stream()
                    .filter(folder -> folder.birth().isEmpty())
                    .forEach(folder -> progress.warned(folder.path()
                            + " does not say to which store it belongs; it is taken to be that of the others"));
        }
        // The same folders must come to the same, so that a rebuild can go on.
        String birth = known.stream()
                .flatMap(folder -> folder.birth().stream())
                .findFirst()
                .orElseGet(() -> "rebuilt"
                        + Long.toString(nodes.stream().min(Long::compare).orElseThrow(), 36));
        return new Rebuild(folders, birth, clock);
    }

    private static Folder open(Path path, InstantSource clock) throws RebuildException {
        try {
            JournalArchive journal = JournalArchive.open(path.resolve("journal"));
            Path copies = path.resolve("copies");
            return new Folder(
                    path,
                    journal,
                    Files.isDirectory(copies)
                            ? Optional.of(Copies.open(copies, Long.toString(journal.node(), 36), clock))
                            : Optional.empty());
        } catch (JournalException e) {
            throw new RebuildException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Whether a store may be written: it is empty, or an earlier rebuild of the same came so far.
     *
     * @throws RebuildException where it is not
     */
    public void requireFit(Ledger ledger) throws RebuildException, InterruptedException {
        StoreState state = get(ledger.state(folders.getFirst().journal().node()));
        Optional<String> other = state.birth()
                .filter(standing -> !standing.equals(birth))
                .or(() -> state.partitions().stream()
                        .flatMap(partition -> partition.birth().stream())
                        .filter(standing -> !standing.equals(birth))
                        .findFirst());
        if (other.isPresent()) {
            throw new RebuildException(
                    "this Redis is another store (born " + other.get() + ") than that of the folders (born " + birth
                            + "); nothing was written: name an empty one, or the one that belongs to the folders");
        }
    }

    /**
     * Brings all into the store.
     *
     * @param closed of the same store
     */
    public Done into(Ledger ledger, ClosedLedger closed, Progress progress)
            throws RebuildException, InterruptedException {
        requireFit(ledger);
        Definitions definitions = definitions(progress);
        requireBirth(get(ledger.bear(birth)).equals(birth));
        long tasks = 0;
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            requireBirth(get(ledger.restore(partition, birth, definitions.tasks(partition))));
            tasks += definitions.tasks(partition).size();
            giveBackClosed(closed, partition, progress);
        }
        return new Done(tasks, replay(ledger, progress));
    }

    /** Of the copies that the nodes have of a task the one that has most; events that are in it are not replayed. */
    private void giveBackClosed(ClosedLedger closed, int partition, Progress progress)
            throws RebuildException, InterruptedException {
        Map<TaskKey, ClosedEvidence> most = new HashMap<>();
        for (Folder folder : folders) {
            for (TaskKey task :
                    folder.copies().map(copies -> copies.closedTasks(partition)).orElse(List.of())) {
                Optional<ClosedEvidence> copy = folder.copies().flatMap(copies -> copies.closed(task));
                if (copy.isEmpty()) {
                    progress.warned("of what is closed of the task " + task.task() + " of tenant " + task.tenant() + " "
                            + folder.path() + " has a damaged copy");
                } else {
                    most.merge(task, copy.get(), (a, b) -> b.extent().covers(a.extent()) ? b : a);
                }
            }
        }
        for (ClosedEvidence copy : most.values()) {
            requireBirth(get(closed.giveBack(birth, copy)));
        }
    }

    private static void requireBirth(boolean isOurs) throws RebuildException {
        if (!isOurs) {
            throw new RebuildException("this Redis became that of another store meanwhile");
        }
    }

    private Definitions definitions(Progress progress) {
        Definitions definitions = new Definitions();
        for (Folder folder : folders) {
            folder.copies().ifPresent(copies -> {
                for (int partition = 0; partition < Partition.COUNT; partition++) {
                    copies.tasks(partition).forEach(definitions::addCopy);
                }
            });
        }
        progress.begins("tasks", bytes());
        long before = 0;
        long events = 0;
        for (Folder folder : folders) {
            // What is damaged is told when it is replayed.
            try (JournalReader reader = folder.journal().read(damage -> {})) {
                Frame frame;
                while ((frame = nextReadable(reader)) != null) {
                    definitions.learn(frame.event());
                    if (++events % EVENTS_BETWEEN_LOOKS == 0) {
                        progress.at(before + reader.bytesBefore(), events);
                    }
                }
            }
            before += folder.journal().bytes();
            progress.at(before, events);
        }
        progress.ends();
        return definitions;
    }

    private static @Nullable Frame nextReadable(JournalReader reader) {
        while (true) {
            try {
                return reader.next();
            } catch (UnreadableEventException e) {
                // Told when it is replayed.
            }
        }
    }

    private long bytes() {
        return folders.stream().mapToLong(folder -> folder.journal().bytes()).sum();
    }

    private long replay(Ledger ledger, Progress progress) throws RebuildException, InterruptedException {
        progress.begins("events", bytes());
        Replayed replayed = new Replayed(progress);
        int stopped = 0;
        for (Folder folder : folders) {
            long missing = folder.journal().eventsBefore();
            long copied = folder.copies()
                    .map(Copies::covered)
                    .orElse(Covered.NOTHING)
                    .upTo()
                    .counter();
            if (missing > copied) {
                progress.warned("of the first " + missing + " events of " + folder.path()
                        + ", which were deleted as old, only the first " + copied
                        + " are copied; what the others gave is not in what is rebuilt");
            }
            try {
                stopped += new Replay(folder.journal(), ledger, birth, clock, replayed).run();
            } catch (ReplayException e) {
                throw new RebuildException(String.valueOf(e.getMessage()), e);
            }
            replayed.next(folder.journal().bytes());
        }
        progress.ends();
        if (stopped > 0) {
            throw new RebuildException(
                    "in " + stopped + " places an event can't be read by this version, and what is behind it"
                            + " in its partition is not rebuilt; run this again with a newer version");
        }
        return replayed.events();
    }

    /** Adds up over the journals. */
    private static final class Replayed implements Replay.Witness {
        private final Progress progress;
        private long bytesBefore;
        private long eventsBefore;
        private long events;

        Replayed(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void progressed(long bytes, long eventsOfJournal) {
            events = eventsBefore + eventsOfJournal;
            progress.at(bytesBefore + bytes, events);
        }

        @Override
        public void warned(String line) {
            progress.warned(line);
        }

        void next(long bytes) {
            bytesBefore += bytes;
            eventsBefore = events;
        }

        long events() {
            return events;
        }
    }

    static <T> T get(CompletionStage<T> stage) throws RebuildException, InterruptedException {
        try {
            return stage.toCompletableFuture().get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new RebuildException("Redis says: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new RebuildException("Redis does not answer", e);
        }
    }
}
