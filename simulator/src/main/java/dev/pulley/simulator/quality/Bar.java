package dev.pulley.simulator.quality;

import java.util.List;

/** One row of the quality table: a set-up that yields figures. */
interface Bar {
    String letter();

    /** The set-up, in one line. */
    String setup();

    List<Figure> measure(Laboratory laboratory);
}
