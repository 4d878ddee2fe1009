package dev.pulley.server.protocol;

/** A place in one node's journal, and with the node's number the identity of an event. The epoch counts first. */
record Sequence(int epoch, long number) implements Comparable<Sequence> {

    /** Before the first event of the first epoch: the fence of a node that Redis has heard nothing from. */
    static final Sequence NONE = new Sequence(0, 0);

    Sequence next() {
        return new Sequence(epoch, number + 1);
    }

    @Override
    public int compareTo(Sequence other) {
        return epoch != other.epoch ? Integer.compare(epoch, other.epoch) : Long.compare(number, other.number);
    }

    boolean isAfter(Sequence other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return epoch + ":" + number;
    }
}
