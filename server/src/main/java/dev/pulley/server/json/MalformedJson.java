package dev.pulley.server.json;

/** The text is not JSON, or not JSON as we take it (a duplicate field, text after the end, too deep). */
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;

    MalformedJson(String field, String detail) {
        super(Text.whole(detail), null, false, false);
        this.field = Text.whole(field);
    }

    /** A JSON Pointer to where reading stopped. */
    public String field() {
        return field;
    }

    /** What is wrong, in one line. */
    public String detail() {
        String message = getMessage();
        return message == null ? "not JSON" : message;
    }
}
