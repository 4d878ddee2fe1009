package dev.pulley.loadtests.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An app's connections to one server, which may end and come again elsewhere. Thread-safe. */
public final class NodeClient implements Closeable {
    private static final byte[] NOTHING = {};
    private static final int OK = 200;

    /** Nothing was sent, so nothing can have come of it. */
    static final class NotSentException extends IOException {
        private static final long serialVersionUID = 1L;

        NotSentException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private record Home(InetSocketAddress address, Queue<HttpConnection> idle) {
        static Home at(URI server) {
            return new Home(new InetSocketAddress(server.getHost(), server.getPort()), new ConcurrentLinkedQueue<>());
        }
    }

    private volatile Home home;

    public NodeClient(URI server) {
        home = Home.at(server);
    }

    /** Goes on at this address; connections to the one before are given up. */
    public void moveTo(URI server) throws IOException {
        Home before = home;
        home = Home.at(server);
        close(before);
    }

    /** One call. An {@link IOException} that is no {@link NotSentException} leaves open what became of it. */
    Answer call(String method, String path, byte[] body) throws IOException {
        Home at = home;
        HttpConnection connection = at.idle().poll();
        if (connection == null) {
            try {
                connection = HttpConnection.to(at.address());
            } catch (IOException e) {
                throw new NotSentException(e);
            }
        }
        try {
            return connection.exchange(method, path, body);
        } finally {
            if (connection.isReusable() && at.equals(home)) {
                at.idle().add(connection);
            } else {
                connection.close();
            }
        }
    }

    /** What stands at a path; anything but 200 is an error. */
    public JsonNode get(String path) throws IOException {
        Answer answer = call("GET", path, NOTHING);
        if (answer.status() != OK) {
            throw new IOException("GET " + path + " answers " + answer.status() + ": " + answer.text());
        }
        return answer.json();
    }

    /** A call whose answer is the caller's to judge. */
    public Answer send(String method, String path, String body) throws IOException {
        return call(method, path, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void close(Home home) throws IOException {
        for (HttpConnection idle = home.idle().poll();
                idle != null;
                idle = home.idle().poll()) {
            idle.close();
        }
    }

    @Override
    public void close() throws IOException {
        close(home);
    }
}
