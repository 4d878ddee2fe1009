package dev.pulley.loadtests.generator;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers one request after the other, stops for a while before one of them, and closes connections that rest. */
final class StallingServer implements Closeable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int stalledBefore;
    private final long stallMillis;
    private final int restMillisMax;

    /** @param stalledBefore the number of the request that waits, from 1; 0 for none */
    StallingServer(int stalledBefore, long stallMillis) throws IOException {
        this(stalledBefore, stallMillis, 0);
    }

    /** @param restMillisMax after how long a connection that brings nothing is closed; 0 for never */
    StallingServer(int stalledBefore, long stallMillis, int restMillisMax) throws IOException {
        this.stalledBefore = stalledBefore;
        this.stallMillis = stallMillis;
        this.restMillisMax = restMillisMax;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                Thread.ofPlatform().daemon().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    /** The requests of these tests have no body. */
    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout(restMillisMax);
            InputStream in = connection.getInputStream();
            int matched = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                matched = next == HEAD_END[matched] ? matched + 1 : next == HEAD_END[0] ? 1 : 0;
                if (matched == HEAD_END.length) {
                    matched = 0;
                    answer(connection);
                }
            }
        } catch (SocketException | SocketTimeoutException e) {
            // The generator hung up, or the connection has rested for too long.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(Socket connection) throws IOException {
        try {
            if (requests.incrementAndGet() == stalledBefore) {
                boolean ignored = closed.await(stallMillis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.getOutputStream().write(ANSWER);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }
}
