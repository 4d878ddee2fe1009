package dev.pulley.server.http;

import dev.pulley.server.decision.DecideRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request for a decision that is as most are: task, unit, reference and confirm, each at most once, in texts of plain
 * ASCII without escapes. To read anything else, and to say what is wrong with it, is left to {@link DecideForm}, which reads what
 * is read here to the same effect.
 */
final class PlainDecide {
    private static final byte[] NOTHING = {};
    private static final byte[] NAME_TASK = ascii("task");
    private static final byte[] NAME_UNIT = ascii("unit");
    private static final byte[] NAME_REFERENCE = ascii("reference");
    private static final byte[] NAME_CONFIRM = ascii("confirm");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");

    private final byte[] body;
    private int at;
    /** Where the text that was read last begins and ends. */
    private int start;

    private int end;
    private boolean confirm;
    private @Nullable String task;
    private @Nullable String unit;
    private @Nullable String reference;
    private boolean isConfirmGiven;

    private PlainDecide(byte[] body) {
        this.body = body;
    }

    /** What is asked; null where it is not as plain as that. */
    static @Nullable DecideRequest read(byte[] body, @Nullable String traceparent) {
        PlainDecide plain = new PlainDecide(body);
        String task = plain.readAll() ? plain.task : null;
        if (task == null) {
            return null;
        }
        return new DecideRequest(task, plain.unit, plain.reference, plain.confirm, plain.about(traceparent));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private boolean readAll() {
        if (!passes('{')) {
            return false;
        }
        do {
            if (!readField()) {
                return false;
            }
        } while (passes(','));
        return passes('}') && isAtEnd();
    }

    private boolean readField() {
        if (!readText()) {
            return false;
        }
        int nameStart = start;
        int nameEnd = end;
        if (!passes(':')) {
            return false;
        }
        if (is(NAME_CONFIRM, nameStart, nameEnd)) {
            boolean isFirst = !isConfirmGiven;
            isConfirmGiven = true;
            return isFirst && readConfirm();
        }
        if (!readText()) {
            return false;
        }
        if (is(NAME_TASK, nameStart, nameEnd)) {
            boolean isFirst = task == null;
            task = text();
            return isFirst;
        }
        if (is(NAME_UNIT, nameStart, nameEnd)) {
            boolean isFirst = unit == null;
            unit = text();
            return isFirst && hasFittingLength(DecideForm.UNIT_LENGTH_MAX);
        }
        boolean isFirst = reference == null;
        reference = text();
        return is(NAME_REFERENCE, nameStart, nameEnd) && isFirst && hasFittingLength(DecideForm.REFERENCE_LENGTH_MAX);
    }

    private boolean hasFittingLength(int lengthMax) {
        return end > start && end - start <= lengthMax;
    }

    private boolean readConfirm() {
        passSpace();
        confirm = follows(TRUE);
        if (!confirm && !follows(FALSE)) {
            return false;
        }
        at += confirm ? TRUE.length : FALSE.length;
        return true;
    }

    /** A text in quotes, of characters that are one byte each and stand for themselves. */
    private boolean readText() {
        if (!passes('"')) {
            return false;
        }
        start = at;
        while (at < body.length && body[at] != '"') {
            if (body[at] < ' ' || body[at] == '\\') {
                return false;
            }
            at++;
        }
        end = at++;
        return end < body.length;
    }

    private String text() {
        return new String(body, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private boolean is(byte[] name, int from, int to) {
        return to - from == name.length && startsWith(name, from);
    }

    private boolean follows(byte[] word) {
        return at + word.length <= body.length && startsWith(word, at);
    }

    private boolean startsWith(byte[] word, int from) {
        for (int i = 0; i < word.length; i++) {
            if (body[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean passes(char sign) {
        passSpace();
        if (at == body.length || body[at] != sign) {
            return false;
        }
        at++;
        return true;
    }

    private boolean isAtEnd() {
        passSpace();
        return at == body.length;
    }

    private void passSpace() {
        while (at < body.length && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
            at++;
        }
    }

    /** As {@link DecideForm#about} writes it: texts as plain as these need no escapes there either. */
    private byte[] about(@Nullable String traceparent) {
        if (unit == null && reference == null && traceparent == null) {
            return NOTHING;
        }
        StringBuilder json = new StringBuilder(64).append('{');
        put(json, "unit", unit);
        put(json, "reference", reference);
        put(json, "traceparent", traceparent);
        return ascii(json.append('}').toString());
    }

    private static void put(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(json.length() == 1 ? "\"" : ",\"")
                    .append(name)
                    .append("\":\"")
                    .append(value)
                    .append('"');
        }
    }
}
