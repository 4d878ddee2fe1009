package dev.pulley.server.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was found in a journal that was opened again.
 *
 * @param lastCounter of its newest whole event
 * @param cut what was cut off its end, if anything: an event that was being written, and acknowledged to nobody
 * @param passedOver the damaged places before that; what is whole between and behind them is kept
 * @param uncheckedSegments how many of the oldest were left to be checked when they are read
 */
public record RecoveryReport(long lastCounter, Optional<Damage> cut, List<Damage> passedOver, int uncheckedSegments) {
    /** So many damaged places are told one by one. */
    private static final int TOLD_MAX = 8;

    public RecoveryReport {
        passedOver = List.copyOf(passedOver);
    }

    static RecoveryReport ofNothing() {
        return new RecoveryReport(0, Optional.empty(), List.of(), 0);
    }

    public long cutBytes() {
        return cut.map(Damage::bytes).orElse(0L);
    }

    /** One line for the log; nothing, where all is whole. */
    public Optional<String> toText() {
        List<String> parts = new ArrayList<>();
        cut.ifPresent(damage -> parts.add("cut an unfinished event off its end: " + damage.toText()));
        if (!passedOver.isEmpty()) {
            String told =
                    passedOver.stream().limit(TOLD_MAX).map(Damage::toText).collect(Collectors.joining("; "));
            int more = passedOver.size() - TOLD_MAX;
            parts.add("passed over what is damaged: " + told + (more > 0 ? "; and " + more + " more places" : ""));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }
}
