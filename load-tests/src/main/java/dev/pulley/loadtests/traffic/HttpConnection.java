package dev.pulley.loadtests.traffic;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection of HTTP/1.1 that is kept alive. It is this plain so that a call costs little beside the server's own work on
 * the same machine, and nothing is ever sent again behind the caller's back. Not thread-safe.
 */
final class HttpConnection implements Closeable {
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final int ANSWER_MILLIS_MAX = 15_000;
    private static final int ANSWER_BYTES_MAX = 16 << 20;
    private static final int HEADER_LENGTH_MAX = 8_192;

    private final Socket socket;
    private final InputStream in;
    private final String host;
    private boolean isReusable = true;

    private HttpConnection(Socket socket, InputStream in, String host) {
        this.socket = socket;
        this.in = in;
        this.host = host;
    }

    static HttpConnection to(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MILLIS_MAX);
            socket.connect(server, CONNECT_MILLIS_MAX);
            String host = server.getHostString() + ":" + server.getPort();
            return new HttpConnection(socket, new BufferedInputStream(socket.getInputStream()), host);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a request and reads its answer; any error leaves open what became of the request. */
    Answer exchange(String method, String path, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream(body.length + 160);
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
                + (body.length == 0 && !method.equals("POST") ? "" : "Content-Type: application/json\r\n")
                + "Content-Length: " + body.length + "\r\n\r\n";
        request.write(head.getBytes(StandardCharsets.ISO_8859_1));
        request.write(body);
        isReusable = false;
        socket.getOutputStream().write(request.toByteArray());
        String status = line();
        if (!status.startsWith("HTTP/1.1 ") || status.length() < 12) {
            throw new IOException("not an answer of HTTP/1.1: " + status);
        }
        boolean closes = false;
        long length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.equals("connection: close")) {
                closes = true;
            }
        }
        if (length < 0 || length > ANSWER_BYTES_MAX) {
            throw new IOException("an answer of " + length + " bytes");
        }
        byte[] content = in.readNBytes((int) length);
        if (content.length < length) {
            throw new EOFException("the server hung up");
        }
        isReusable = !closes;
        return new Answer(Integer.parseInt(status.substring(9, 12)), content);
    }

    /** Whether the last exchange came to its end, and another may follow. */
    boolean isReusable() {
        return isReusable;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server hung up");
            }
            if (line.length() == HEADER_LENGTH_MAX) {
                throw new IOException("a line of an answer without an end");
            }
            line.append((char) next);
        }
        line.setLength(Math.max(0, line.length() - 1));
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
