package dev.pulley.server.journal;

/**
 * What was found at the end of a journal that was opened again.
 *
 * @param lastCounter of its newest whole event
 * @param cutBytes how much lay behind that and was cut off: an event that was being written, and acknowledged to nobody
 */
public record RecoveryReport(long lastCounter, long cutBytes) {
    public static final RecoveryReport NOTHING_CUT = new RecoveryReport(0, 0);
}
