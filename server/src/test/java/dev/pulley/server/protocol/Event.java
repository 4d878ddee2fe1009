package dev.pulley.server.protocol;

/** What a journal holds, in the two kinds that move evidence. */
sealed interface Event {

    /** Tasks hash to partitions; everything that is known of a task lies in its partition. */
    int PARTITIONS = 4;

    /** What the decision's token says, so that any node can place a reward without having seen the decision. */
    record Decision(int task, int variant, long atMillis, int node, Sequence sequence) {
        int partition() {
            return task % PARTITIONS;
        }

        @Override
        public String toString() {
            return "decision %d/%s".formatted(node, sequence);
        }
    }

    /** The task's proxy and its outcome; a pattern is the set of those that stand on a decision. */
    enum Metric {
        ACCEPTED(1),
        RESOLVED(2);

        private final int bit;

        Metric(int bit) {
            this.bit = bit;
        }

        /** The metric's bit in a pattern. */
        int bit() {
            return bit;
        }
    }

    /**
     * One report of a metric: true as of {@code atMillis}, journaled at {@code stampMillis}. Stamps of two nodes may be
     * equal; then the greater value stands, and a retraction ranks below every value.
     */
    record Value(long atMillis, long stampMillis, int number) implements Comparable<Value> {

        /** The number of a value that takes back what stood. It stays as a tombstone, or an older one would rise. */
        static final int RETRACTED = Integer.MIN_VALUE;

        boolean isRetracted() {
            return number == RETRACTED;
        }

        @Override
        public int compareTo(Value other) {
            if (atMillis != other.atMillis) {
                return Long.compare(atMillis, other.atMillis);
            }
            return stampMillis != other.stampMillis
                    ? Long.compare(stampMillis, other.stampMillis)
                    : Integer.compare(number, other.number);
        }

        @Override
        public String toString() {
            return "%s (at %d, stamp %d)".formatted(isRetracted() ? "retracted" : number, atMillis, stampMillis);
        }
    }

    record Decided(Decision decision) implements Event {
        @Override
        public String toString() {
            return "%s for task %d variant %d".formatted(decision, decision.task, decision.variant);
        }
    }

    record Rewarded(Decision decision, Metric metric, Value value) implements Event {
        @Override
        public String toString() {
            return "%s = %s on %s".formatted(metric, value, decision);
        }
    }

    Decision decision();

    default int partition() {
        return decision().partition();
    }
}
