package dev.pulley.server.protocol;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened in a run: always how often each thing went wrong, and where it is asked for, every event in order. */
final class Story {

    /** What a run must have seen of before its being right means anything. */
    enum Trouble {
        BATCH_LOST,
        ANSWER_LOST,
        BATCH_SENT_TWICE,
        BATCH_REFUSED_BY_FENCE,
        BATCH_OUTLIVED_ITS_SENDER,
        NODE_KILLED,
        TAIL_CUT,
        FENCE_AHEAD_OF_JOURNAL,
        FAILOVER_LOST_WRITES,
        FENCE_WENT_BACK,
        REWARD_BEFORE_ITS_DECISION,
        OLDER_VALUE_CAME_LATER,
        STAMPS_TIED,
        VALUE_RETRACTED
    }

    /** Whoever has something to tell of a trouble. */
    @FunctionalInterface
    interface Teller {
        Teller SILENT = (trouble, about) -> {};

        void trouble(Trouble trouble, Object... about);
    }

    private final boolean told;
    private final List<String> lines = new ArrayList<>();
    private final Map<Trouble, Integer> troubles = new EnumMap<>(Trouble.class);

    private Story(boolean told) {
        this.told = told;
    }

    static Story counted() {
        return new Story(false);
    }

    static Story told() {
        return new Story(true);
    }

    void tell(long atMillis, Object... words) {
        if (told) {
            lines.add(Stream.of(words).map(String::valueOf).collect(Collectors.joining(" ", atMillis + " ", "")));
        }
    }

    void trouble(long atMillis, Trouble trouble, Object... about) {
        troubles.merge(trouble, 1, Integer::sum);
        if (told) {
            tell(atMillis, trouble, ":", List.of(about));
        }
    }

    int count(Trouble trouble) {
        return troubles.getOrDefault(trouble, 0);
    }

    String text() {
        return String.join("\n", lines);
    }
}
