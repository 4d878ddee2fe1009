package dev.pulley.loadtests.generator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Requests to one path that differ in their bodies alone. */
public final class Posting {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH_DIGITS_MAX = 10;

    private final byte[] head;

    private Posting(byte[] head) {
        this.head = head;
    }

    /**
     * Requests as an app's client sends them.
     *
     * @param key of the caller; empty where the server needs none
     */
    public static Posting to(String method, String path, String contentType, String key) {
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: pulley-load\r\nAccept: */*\r\n"
                + (key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n")
                + "Content-Type: " + contentType + "\r\nContent-Length: ";
        return new Posting(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A JSON document to a path. */
    public static Posting json(String path, String key) {
        return to("POST", path, "application/json", key);
    }

    /** The request whose body these parts are, one behind the other. */
    public ByteBuf request(ByteBufAllocator allocator, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuf out = allocator.directBuffer(head.length + LENGTH_DIGITS_MAX + HEAD_END.length + length);
        out.writeBytes(head);
        ByteBufUtil.writeAscii(out, Integer.toString(length));
        out.writeBytes(HEAD_END);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out;
    }
}
