package dev.pulley.server.metrics;

/** One member of a family: the values that belong to one set of labels. */
interface Series {
    /**
     * Writes the values.
     *
     * @param labels as they are written between braces; empty where there are none
     */
    void write(ExpositionWriter out, String name, String labels);
}
