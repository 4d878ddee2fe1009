package dev.pulley.loadtests.bare;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Listens to what a Redis is told ({@code MONITOR}), for the batches of rewards among it. */
final class Recorder implements Closeable {
    private static final int SILENCE_MILLIS_MAX = 20_000;
    private static final int LINES_MAX = 1_000_000;

    private final Socket socket;
    private final BufferedReader lines;

    private Recorder(Socket socket) throws IOException {
        this.socket = socket;
        this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    static Recorder at(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(SILENCE_MILLIS_MAX);
        socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return new Recorder(socket);
    }

    /** The next so many batches. */
    List<RecordedBatch> next(int count) throws IOException {
        List<RecordedBatch> batches = new ArrayList<>();
        for (int i = 0; i < LINES_MAX && batches.size() < count; i++) {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            RecordedBatch batch = line.contains("[0 lua]") ? null : RecordedBatch.of(words(line));
            if (batch != null) {
                batches.add(batch);
            }
        }
        return batches;
    }

    /** What stands between quotes, as {@code sdscatrepr} of Redis writes it. */
    private static List<byte[]> words(String line) {
        List<byte[]> words = new ArrayList<>();
        @Nullable ByteArrayOutputStream word = null;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (word == null) {
                word = c == '"' ? new ByteArrayOutputStream() : null;
            } else if (c == '"') {
                words.add(word.toByteArray());
                word = null;
            } else if (c == '\\' && line.charAt(i + 1) == 'x') {
                word.write(Integer.parseInt(line, i + 2, i + 4, 16));
                i += 3;
            } else if (c == '\\') {
                i++;
                word.write(
                        switch (line.charAt(i)) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'a' -> 7;
                            case 'b' -> '\b';
                            default -> line.charAt(i);
                        });
            } else {
                word.write(c);
            }
        }
        return words;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
