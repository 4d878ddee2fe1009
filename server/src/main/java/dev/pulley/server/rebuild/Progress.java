package dev.pulley.server.rebuild;

/** Is told how a rebuild goes, on its thread. */
public interface Progress {
    /** A step begins. */
    void begins(String step, long bytes);

    /**
     * Where the step is.
     *
     * @param bytes of those that were told when it began
     * @param events since it began
     */
    void at(long bytes, long events);

    /** The step is done. */
    void ends();

    /** Something is not as it should be, in words for a person. */
    void warned(String line);
}
