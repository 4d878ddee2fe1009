package dev.pulley.server.protocol;

/** The three rules that the rest leans on, each with the weaker ones that look as if they would do. */
record Rules(Fence fence, Standing standing, Epoch epoch) {

    /** When does Redis take a batch that covers the stretch of a journal after {@code from} up to {@code to}? */
    enum Fence {
        /** The protocol: only if the fence equals {@code from}. */
        EQUALS_FROM,
        /** "Apply if newer": if {@code to} lies after the fence. Takes stretches that overlap, and leaves gaps. */
        BEFORE_TO,
        /** Always. The fence is kept, so that a node finds its place after a start, but it guards nothing. */
        UNCHECKED
    }

    /** Which of several values of one metric on one decision stands? */
    enum Standing {
        /** The protocol: the one with the greatest (at, stamp), then the greater value. */
        GREATEST,
        /** "The last writer wins": the one that came to Redis last. */
        LAST_TO_ARRIVE
    }

    /** What does a node do with its epoch when it starts? */
    enum Epoch {
        /** The protocol: raises it, so that a journal that lost its tail never gives a sequence to two events. */
        RAISED,
        /** Goes on counting from the last frame that it finds. */
        KEPT
    }

    static final Rules PROTOCOL = new Rules(Fence.EQUALS_FROM, Standing.GREATEST, Epoch.RAISED);

    Rules with(Fence weaker) {
        return new Rules(weaker, standing, epoch);
    }

    Rules with(Standing weaker) {
        return new Rules(fence, weaker, epoch);
    }

    Rules with(Epoch weaker) {
        return new Rules(fence, standing, weaker);
    }
}
