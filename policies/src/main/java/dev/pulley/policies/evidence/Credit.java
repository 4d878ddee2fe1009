package dev.pulley.policies.evidence;

/**
 * What one reward does to one decision: the values that stand after it, and the change to the sums of the decision's
 * bucket, which is to take {@code removed} away and then to add {@code added}.
 */
public record Credit(StandingValues values, Effect effect, BucketEvidence removed, BucketEvidence added) {

    public enum Effect {
        /** The first report of its metric on its decision. */
        ACCEPTED,
        /** The value stood already, or one that is newer does: the sums stay as they are. */
        REPEATED,
        /** It took the place of another value, or of a retraction. */
        CORRECTED
    }

    /** The sums of the decision's bucket after this. */
    public BucketEvidence applyTo(BucketEvidence evidence) {
        return evidence.minus(removed).plus(added);
    }
}
