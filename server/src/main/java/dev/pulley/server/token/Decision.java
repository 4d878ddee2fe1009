package dev.pulley.server.token;

/**
 * One choice of a variant: what its token says.
 *
 * @param task the task's id, from which its partition follows
 * @param revision the task's revision that was decided under
 * @param propensity the probability with which this variant was chosen
 * @param atMillis when
 * @param widthCode the width of the time bucket that the decision belongs to for ever
 * @param counts whether it is evidence; one of a task that does not experiment is not
 * @param awaitsExposure whether it is evidence only from when it was shown, which somebody has to say
 * @param unitGroup the group of the unit that it is for; 0 where it is for none
 */
public record Decision(
        int tenant,
        int task,
        int variant,
        int version,
        long revision,
        double propensity,
        long atMillis,
        int widthCode,
        boolean counts,
        boolean awaitsExposure,
        int unitGroup,
        Place place) {
    /** Groups have six bits wherever decisions are written. */
    public static final int UNIT_GROUP_MAX = 63;

    static final int NO_EVIDENCE = 1;
    static final int AWAITS_EXPOSURE = 2;
    /** From which of the flags' bits on they are the group of the unit. */
    static final int UNIT_GROUP_SHIFT = 2;

    public Decision {
        if (unitGroup < 0 || unitGroup > UNIT_GROUP_MAX) {
            throw new IllegalArgumentException("unitGroup must be from 0 to " + UNIT_GROUP_MAX + ": " + unitGroup);
        }
    }

    /** What it is, in one byte, as tokens and what is sent to the store have it. */
    public int flags() {
        return (counts ? 0 : NO_EVIDENCE) | (awaitsExposure ? AWAITS_EXPOSURE : 0) | unitGroup << UNIT_GROUP_SHIFT;
    }

    /** One that is for no unit. */
    public Decision(
            int tenant,
            int task,
            int variant,
            int version,
            long revision,
            double propensity,
            long atMillis,
            int widthCode,
            boolean counts,
            boolean awaitsExposure,
            Place place) {
        this(
                tenant,
                task,
                variant,
                version,
                revision,
                propensity,
                atMillis,
                widthCode,
                counts,
                awaitsExposure,
                0,
                place);
    }

    /** One that is evidence, and for no unit. */
    public Decision(
            int tenant,
            int task,
            int variant,
            int version,
            long revision,
            double propensity,
            long atMillis,
            int widthCode,
            Place place) {
        this(tenant, task, variant, version, revision, propensity, atMillis, widthCode, true, false, 0, place);
    }
}
