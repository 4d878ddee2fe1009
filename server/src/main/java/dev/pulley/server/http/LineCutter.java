package dev.pulley.server.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;

/** Cuts what comes in pieces into lines. Of a line that is too long no more is kept than that it was there. */
final class LineCutter {
    private final int bytesMax;
    private final Taker taker;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private boolean isTooLong;

    /** Is given the lines in their order. */
    interface Taker {
        /** Takes a line without its end. */
        void line(byte[] line);

        void tooLong();
    }

    LineCutter(int bytesMax, Taker taker) {
        this.bytesMax = bytesMax;
        this.taker = taker;
    }

    void add(Buffer piece) {
        byte[] bytes = piece.getBytes();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, start, i);
                endLine();
                start = i + 1;
            }
        }
        keep(bytes, start, bytes.length);
    }

    /** Nothing more comes; a last line needs no end. */
    void end() {
        if (begun.size() > 0 || isTooLong) {
            endLine();
        }
    }

    private void keep(byte[] bytes, int start, int end) {
        if (isTooLong || begun.size() + (end - start) > bytesMax) {
            isTooLong = true;
            begun.reset();
        } else {
            begun.write(bytes, start, end - start);
        }
    }

    private void endLine() {
        if (isTooLong) {
            taker.tooLong();
        } else {
            taker.line(begun.toByteArray());
        }
        isTooLong = false;
        begun.reset();
    }
}
