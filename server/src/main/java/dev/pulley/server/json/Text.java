package dev.pulley.server.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What is text and what is not: bytes that are not UTF-8, and half of a surrogate pair, which an escape in JSON can write
 * and UTF-8 can't.
 */
final class Text {
    private static final char REPLACEMENT = '\ufffd';

    private Text() {}

    /** Whether it is well-formed UTF-8. UTF-16 and UTF-32 give a zero byte within the first four, where JSON has none. */
    static boolean isUtf8(byte[] text) {
        boolean isAscii = true;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == 0 && i < 4) {
                return false;
            }
            isAscii &= text[i] >= 0;
        }
        if (isAscii) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static boolean isWhole(String text) {
        return firstHalf(text, 0) == text.length();
    }

    /** The text, with a replacement character for every half. */
    static String whole(String text) {
        int half = firstHalf(text, 0);
        if (half == text.length()) {
            return text;
        }
        StringBuilder whole = new StringBuilder(text);
        while (half < text.length()) {
            whole.setCharAt(half, REPLACEMENT);
            half = firstHalf(text, half + 1);
        }
        return whole.toString();
    }

    private static int firstHalf(String text, int from) {
        int i = from;
        while (i < text.length()) {
            int width = Character.charCount(text.codePointAt(i));
            if (width == 1 && Character.isSurrogate(text.charAt(i))) {
                return i;
            }
            i += width;
        }
        return i;
    }
}
