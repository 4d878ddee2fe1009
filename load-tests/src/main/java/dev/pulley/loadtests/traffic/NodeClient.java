package dev.pulley.loadtests.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/** An app's connections to one server, which may end and come again elsewhere. Thread-safe. */
public final class NodeClient implements Closeable {
    private static final byte[] NOTHING = {};
    private static final int OK = 200;
    /** Servers close what rests for longer. */
    private static final long IDLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

    /** Nothing was sent, so nothing can have come of it. */
    static final class NotSentException extends IOException {
        private static final long serialVersionUID = 1L;

        NotSentException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** A connection that nobody uses. */
    private record Idle(HttpConnection connection, long sinceNanos) {}

    /** A server, and the connections to it that nobody uses, of which the last that was used comes first. */
    private record Home(InetSocketAddress address, Deque<Idle> idle) {
        static Home at(URI server) {
            return new Home(new InetSocketAddress(server.getHost(), server.getPort()), new ConcurrentLinkedDeque<>());
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
        HttpConnection connection = connection(at);
        try {
            return connection.exchange(method, path, body);
        } finally {
            if (connection.isReusable() && at.equals(home)) {
                at.idle().addFirst(new Idle(connection, System.nanoTime()));
                closeOld(at);
            } else {
                connection.close();
            }
        }
    }

    private static HttpConnection connection(Home at) throws NotSentException {
        Idle idle = at.idle().pollFirst();
        if (idle != null) {
            return idle.connection();
        }
        try {
            return HttpConnection.to(at.address());
        } catch (IOException e) {
            throw new NotSentException(e);
        }
    }

    /** More connections than are wanted are left of a time when a server answered slowly. */
    private static void closeOld(Home at) throws IOException {
        Idle oldest = at.idle().peekLast();
        while (oldest != null && System.nanoTime() - oldest.sinceNanos() > IDLE_NANOS_MAX) {
            if (at.idle().removeLastOccurrence(oldest)) {
                oldest.connection().close();
            }
            oldest = at.idle().peekLast();
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
        for (Idle idle = home.idle().poll(); idle != null; idle = home.idle().poll()) {
            idle.connection().close();
        }
    }

    @Override
    public void close() throws IOException {
        close(home);
    }
}
