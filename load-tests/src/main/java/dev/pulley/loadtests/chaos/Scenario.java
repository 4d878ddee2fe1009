package dev.pulley.loadtests.chaos;

import java.io.IOException;

/** One way in which things break. */
interface Scenario {
    String name();

    /** What is broken, in one line. */
    String what();

    /** Runs it on ground of its own. */
    Outcome run(Ground ground, Settings settings) throws IOException;
}
