package dev.pulley.simulator.input;

/** What a person wrote can't be used; the message is the one line that they are shown. */
public final class InvalidInput extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidInput(String message) {
        super(message);
    }

    /** A fault in a file; lines count from 1, and the field is a dotted path. */
    public static InvalidInput at(String file, int line, String field, String problem) {
        return new InvalidInput(file + ":" + line + ": " + (field.isEmpty() ? "" : field + ": ") + problem);
    }
}
