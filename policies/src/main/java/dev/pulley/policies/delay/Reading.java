package dev.pulley.policies.delay;

/**
 * As what the decisions of one bucket enter a regression of the outcome, whatever is known of them: each by a weight, and with
 * an outcome between failure (0) and success (1) that is expected to be its own, though it may lie outside.
 *
 * @param reportWeight the weight of a decision whose outcome has been reported
 * @param silenceWeight the weight of one that is silent
 * @param success the outcome that a reported success stands for
 * @param failure the outcome that a reported failure stands for
 * @param silence the outcome that silence stands for
 */
public record Reading(double reportWeight, double silenceWeight, double success, double failure, double silence) {
    /** What is reported is all there is. */
    public static final Reading REPORTS_ONLY = new Reading(1, 0, 1, 0, 0);

    /** Nothing more can come: silence is failure. */
    static final Reading CLOSED = new Reading(1, 1, 1, 0, 0);

    /** Nothing can have come yet. */
    static final Reading NOTHING = new Reading(0, 0, 0, 0, 0);
}
