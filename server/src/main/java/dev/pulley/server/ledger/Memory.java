package dev.pulley.server.ledger;

import dev.pulley.server.event.Position;
import dev.pulley.server.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What this node remembers of the store, so that a store that lost something gets it back. Thread-safe. */
public interface Memory {
    /** Of which birth the store is that this node belongs to; nothing, as long as it belongs to none. */
    Optional<String> birth();

    /** Remembers to which store this node belongs, for ever. */
    void belongTo(String birth);

    /** How far a partition had come with this node's journal when that was last noted, or later. */
    Position fence(int partition);

    /** The tasks of a partition, as they last stood. */
    List<Task> tasks(int partition);

    /**
     * Gives a partition that lost all the closed evidence back that is copied; done when that is there.
     *
     * @return whether the partition is of that birth, and so has it now
     */
    CompletionStage<Boolean> giveBackClosed(int partition, String birth);
}
