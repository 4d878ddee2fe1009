package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.traffic.Tally;

/** What a scenario brings with it and can't be held against the servers. */
enum Excuse {
    /** All servers were down for a while. */
    NO_SERVER,
    /** The disk was full for a while: rewards could not be kept, so they were refused. */
    NO_ROOM;

    boolean explains(String complaint) {
        return switch (this) {
            case NO_SERVER ->
                complaint.equals(Tally.DECISION_WITHOUT_SERVER) || complaint.equals(Tally.DECISION_WITHOUT_ANSWER);
            case NO_ROOM -> complaint.equals(Tally.REWARD_UNAVAILABLE);
        };
    }
}
