package dev.pulley.simulator;

/** Which commit is running: the launcher asks git and passes it on. */
final class Commit {
    static final String PROPERTY = "pulley.commit";

    private Commit() {}

    static String current() {
        String commit = System.getProperty(PROPERTY, "");
        return commit.isBlank() ? "unknown" : commit.strip();
    }
}
