package dev.pulley.server.ledger;

import dev.pulley.policies.evidence.BucketEvidence;

/** A bucket's sums as they were read. */
public sealed interface BucketRead {
    record Known(BucketEvidence sums) implements BucketRead {}

    /**
     * What is there is not what it should be.
     *
     * @param why what is wrong with it, in words
     */
    record Unreadable(String why) implements BucketRead {}
}
