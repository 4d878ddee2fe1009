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
        Place place) {
    /** One that is evidence. */
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
        this(tenant, task, variant, version, revision, propensity, atMillis, widthCode, true, place);
    }
}
