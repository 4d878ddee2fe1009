package dev.pulley.loadtests.generator;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;

/**
 * Finds the end of an answer of HTTP/1.1 with a content length, and no more than is needed for that: what it costs is taken
 * from the server that is measured.
 */
final class AnswerParser {
    /** Longer answers are not measured here. */
    private static final int BODY_BYTES_MAX = 64 << 20;

    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length:");
    private static final int STATUS_AT = 9;
    private static final int LOWER_CASE = 0x20;

    private int status;
    private int bodyStart;
    private int bodyLength;

    /** Whether a whole answer stands at the reader index; if so the others tell of it. */
    boolean parse(ByteBuf in) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int line = start;
        bodyLength = -1;
        while (true) {
            int newline = in.indexOf(line, end, (byte) '\n');
            if (newline < 0) {
                return false;
            }
            if (newline - line <= 1) {
                return isWhole(in, start, newline + 1, end);
            }
            if (newline - line > CONTENT_LENGTH.length() && isContentLength(in, line)) {
                bodyLength = number(in, line + CONTENT_LENGTH.length(), newline);
            }
            line = newline + 1;
        }
    }

    private boolean isWhole(ByteBuf in, int start, int headEnd, int end) {
        if (bodyLength < 0) {
            throw new IllegalStateException("an answer without a content length");
        }
        status = 0;
        for (int i = STATUS_AT; i < STATUS_AT + 3; i++) {
            status = 10 * status + in.getByte(start + i) - '0';
        }
        bodyStart = headEnd;
        return end - headEnd >= bodyLength;
    }

    private static boolean isContentLength(ByteBuf in, int line) {
        for (int i = 0; i < CONTENT_LENGTH.length(); i++) {
            if ((in.getByte(line + i) | LOWER_CASE) != (CONTENT_LENGTH.byteAt(i) | LOWER_CASE)) {
                return false;
            }
        }
        return true;
    }

    private static int number(ByteBuf in, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = in.getByte(i) - '0';
            if (digit >= 0 && digit <= 9) {
                number = 10 * number + digit;
            }
            if (number > BODY_BYTES_MAX) {
                throw new IllegalStateException("an answer of over " + BODY_BYTES_MAX + " bytes");
            }
        }
        return (int) number;
    }

    int status() {
        return status;
    }

    int bodyStart() {
        return bodyStart;
    }

    int bodyLength() {
        return bodyLength;
    }
}
