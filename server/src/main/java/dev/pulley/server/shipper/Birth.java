package dev.pulley.server.shipper;

import java.security.SecureRandom;

/**
 * By what a node tells the store that it knows from another.
 *
 * @param isKnown whether the partition has this birth; else it is what the node proposes for one that was never written
 */
record Birth(String id, boolean isKnown) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static Birth known(String id) {
        return new Birth(id, true);
    }

    static Birth proposed() {
        return new Birth(
                Long.toUnsignedString(RANDOM.nextLong(), 36) + Long.toUnsignedString(RANDOM.nextLong(), 36), false);
    }

    Birth known() {
        return isKnown ? this : known(id);
    }
}
