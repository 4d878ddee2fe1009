package dev.pulley.loadtests;

/** The command line can't be meant. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    String line() {
        return String.valueOf(getMessage());
    }
}
