package dev.pulley.server.demo;

import java.util.function.Consumer;

/** Where the demo says what it does: one line after the other, though many threads speak. */
final class Terminal {

    private static final int LINE_LENGTH_MAX = 400;

    private final Consumer<String> lines;

    Terminal(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Some of the words come from a server, so nothing that would steer a terminal goes through. */
    synchronized void say(String line) {
        String shown = line.replaceAll("\\p{Cntrl}", " ");
        lines.accept(shown.length() <= LINE_LENGTH_MAX ? shown : shown.substring(0, LINE_LENGTH_MAX) + "...");
    }
}
