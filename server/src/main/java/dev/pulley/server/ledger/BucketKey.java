package dev.pulley.server.ledger;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.token.Decision;
import java.util.Comparator;

/** One task's evidence of one stretch of time. */
public record BucketKey(int tenant, int task, int widthCode, long index) {
    public static final Comparator<BucketKey> ORDER = Comparator.comparingInt(BucketKey::tenant)
            .thenComparingInt(BucketKey::task)
            .thenComparingInt(BucketKey::widthCode)
            .thenComparingLong(BucketKey::index);

    public static BucketKey of(Decision decision) {
        return new BucketKey(
                decision.tenant(),
                decision.task(),
                decision.widthCode(),
                Math.floorDiv(decision.atMillis(), BucketWidth.millis(decision.widthCode())));
    }

    public Bucket bucket() {
        long width = BucketWidth.millis(widthCode);
        return new Bucket(index * width, width);
    }
}
