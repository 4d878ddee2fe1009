package dev.pulley.server.decision;

import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.snapshot.VariantView;
import dev.pulley.server.task.Task;

/** What a unit would be answered of one task, if it was decided now. */
public final class Prospect {
    static final int NOTHING = -1;

    /** A decision that is kept for later is good for this part of its window, so that rewards have the rest to come. */
    private static final int TERMS_PER_WINDOW = 2;

    private final TaskView view;
    private final int index;
    private final long atMillis;

    Prospect(TaskView view, int index, long atMillis) {
        this.view = view;
        this.index = index;
        this.atMillis = atMillis;
    }

    TaskView view() {
        return view;
    }

    int index() {
        return index;
    }

    public Task task() {
        return view.task();
    }

    /** Whether there is anything to decide; of an archived task there is not. */
    public boolean isOpen() {
        return index != NOTHING;
    }

    /** How much the answer's payload would have. */
    public int payloadBytes() {
        return isOpen() ? view.variants().get(index).definition().payload().length : 0;
    }

    /**
     * What it would be, in words: as long as they are the same, a decision that was made then is as good as one made now. It
     * says nothing of the propensity, since a decision keeps the one with which it was made.
     */
    public String gist() {
        String which = "";
        if (isOpen()) {
            VariantView variant = view.variants().get(index);
            long termMillis = view.task().definition().outcome().window().toMillis() / TERMS_PER_WINDOW;
            which = variant.identity().id() + "." + variant.identity().version() + " " + atMillis / termMillis;
        }
        return task().name() + " " + task().revision() + " " + task().status().wireName() + " " + view.policy() + " "
                + which;
    }
}
