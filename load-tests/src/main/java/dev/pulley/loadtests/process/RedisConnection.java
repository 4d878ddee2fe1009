package dev.pulley.loadtests.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection to a Redis of ours, to command it from outside as an operator would. Not thread-safe. */
public final class RedisConnection implements Closeable {
    private static final int CONNECT_MILLIS_MAX = 2_000;
    private static final int ANSWER_MILLIS_MAX = 20_000;

    /** What Redis answered instead of doing it. */
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    private final Socket socket;
    private final InputStream in;

    private RedisConnection(Socket socket, InputStream in) {
        this.socket = socket;
        this.in = in;
    }

    static RedisConnection to(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MILLIS_MAX);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS_MAX);
            return new RedisConnection(socket, new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The answer: a string, a long, a list of answers, or null. */
    public @Nullable Object call(String... words) throws IOException {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        write(command, "*" + words.length + "\r\n");
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
            write(command, "$" + bytes.length + "\r\n");
            command.write(bytes);
            write(command, "\r\n");
        }
        send(command.toByteArray());
        return answer();
    }

    /** Sends a command as it goes over the wire; its answer comes after those of all that were sent before. */
    public void send(byte[] command) throws IOException {
        socket.getOutputStream().write(command);
    }

    /** The answer to the oldest command that was sent and has none: as of {@link #call}. */
    public @Nullable Object answer() throws IOException {
        return read();
    }

    private static void write(ByteArrayOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** An answer that is text. */
    public String text(String... words) throws IOException {
        return String.valueOf(call(words));
    }

    /** The answer's elements, as text. */
    public List<String> texts(String... words) throws IOException {
        if (call(words) instanceof List<?> answers) {
            return answers.stream().map(String::valueOf).toList();
        }
        throw new IOException(words[0] + " answers no list");
    }

    /** A field of {@code INFO}, or nothing. */
    public String info(String section, String field) throws IOException {
        return text("INFO", section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private @Nullable Object read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> throw new RefusedException(rest);
            case ':' -> Long.parseLong(rest);
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> list(Integer.parseInt(rest));
            default -> throw new IOException("not an answer of Redis: " + line);
        };
    }

    private @Nullable String bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length || in.skip(2) != 2) {
            throw new EOFException("Redis hung up");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private @Nullable List<@Nullable Object> list(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<@Nullable Object> answers = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            answers.add(read());
        }
        return answers;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis hung up");
            }
            line.append((char) next);
        }
        if (in.read() != '\n' || line.isEmpty()) {
            throw new IOException("not an answer of Redis: " + line);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
