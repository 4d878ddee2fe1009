package dev.pulley.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BucketWidthTest {
    @Test
    void coarser_holdsAWholeNumberOfNarrowOnes_manyUnlessItIsTheWidest() {
        int widest = 0;
        while (BucketWidth.isCode(widest + 1)) {
            widest++;
        }
        for (int code = 0; code < widest; code++) {
            int wider = BucketWidth.coarser(code);
            assertThat(wider).isGreaterThan(code);
            assertThat(BucketWidth.millis(wider) % BucketWidth.millis(code)).isZero();
            if (wider < widest) {
                assertThat(BucketWidth.millis(wider)).isGreaterThanOrEqualTo(6 * BucketWidth.millis(code));
            }
            assertThat(BucketWidth.codeOf(BucketWidth.millis(code))).isEqualTo(code);
        }
        assertThat(BucketWidth.coarser(widest)).isEqualTo(widest);
    }
}
