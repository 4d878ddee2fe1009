package dev.pulley.loadtests.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Decisions that were answered, to be rewarded. Used by the generator's thread, and between its runs. */
final class Tokens {
    private static final byte[] FIELD = "\"decision\":\"".getBytes(StandardCharsets.US_ASCII);

    private final Deque<byte[]> tokens = new ArrayDeque<>();
    private final boolean isEndless;

    private Tokens(boolean isEndless) {
        this.isEndless = isEndless;
    }

    /** Each is asked for once. */
    static Tokens once() {
        return new Tokens(false);
    }

    /** Some of these, again and again: for a server that does not know what they are. */
    static Tokens endlessly(Tokens some, int count) {
        Tokens endless = new Tokens(true);
        some.tokens.stream().limit(count).forEach(endless.tokens::add);
        return endless;
    }

    void add(byte[] token) {
        tokens.add(token);
    }

    /** Takes all tokens of an answer, of one decision or of a batch. */
    void takeFrom(ByteBuf body) {
        int at = body.readerIndex();
        int end = body.writerIndex();
        while (at < end) {
            int quote = body.indexOf(at, end, (byte) '"');
            if (quote < 0 || quote + FIELD.length >= end) {
                return;
            }
            at = quote + 1;
            if (isField(body, quote)) {
                int start = quote + FIELD.length;
                int close = body.indexOf(start, end, (byte) '"');
                byte[] token = new byte[close - start];
                body.getBytes(start, token);
                tokens.add(token);
                at = close + 1;
            }
        }
    }

    private static boolean isField(ByteBuf body, int at) {
        for (int i = 0; i < FIELD.length; i++) {
            if (body.getByte(at + i) != FIELD[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many can still be asked for. */
    int left() {
        return isEndless && !tokens.isEmpty() ? Integer.MAX_VALUE : tokens.size();
    }

    byte[] next() {
        byte[] token = tokens.removeFirst();
        if (isEndless) {
            tokens.addLast(token);
        }
        return token;
    }
}
