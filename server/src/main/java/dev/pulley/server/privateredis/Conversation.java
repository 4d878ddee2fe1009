package dev.pulley.server.privateredis;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A few questions and answers with a Redis, in its protocol (RESP2), each under the one deadline that was given at the start.
 * Selecting is what puts a limit on reads from a unix socket.
 */
final class Conversation implements Closeable {
    private static final int MAX_REPLY_BYTES = 1 << 20;
    private static final int MAX_LINE_BYTES = 4096;
    private static final String NO_REDIS = "not the protocol of Redis";

    /** The words of an answer; those of an array come one on a line. */
    record Reply(boolean isError, String text) {}

    private final SocketChannel channel;
    private final Selector selector;
    private final long deadlineNanos;
    private final ByteBuffer received = ByteBuffer.allocate(8192).flip();

    private Conversation(SocketChannel channel, Selector selector, long deadlineNanos) {
        this.channel = channel;
        this.selector = selector;
        this.deadlineNanos = deadlineNanos;
    }

    static Conversation open(SocketAddress address, long limitMillis) throws IOException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        Selector selector = null;
        try {
            channel.configureBlocking(false);
            selector = Selector.open();
            Conversation conversation = new Conversation(channel, selector, deadlineNanos);
            channel.register(selector, SelectionKey.OP_CONNECT);
            if (!channel.connect(address)) {
                do {
                    conversation.await(SelectionKey.OP_CONNECT);
                } while (!channel.finishConnect());
            }
            return conversation;
        } catch (IOException e) {
            if (selector != null) {
                selector.close();
            }
            channel.close();
            throw e;
        }
    }

    Reply ask(String... words) throws IOException {
        StringBuilder request =
                new StringBuilder().append('*').append(words.length).append("\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
            request.append(word).append("\r\n");
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(request.toString());
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
        return read();
    }

    private Reply read() throws IOException {
        String line = readLine();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', ':' -> new Reply(false, rest);
            case '-' -> new Reply(true, rest);
            case '$' -> new Reply(false, readBulk(length(rest)));
            case '*' -> readArray(length(rest));
            default -> throw new ProtocolException(NO_REDIS);
        };
    }

    private Reply readArray(int count) throws IOException {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < count; i++) {
            items.append(i == 0 ? "" : "\n").append(read().text());
        }
        return new Reply(false, items.toString());
    }

    private String readBulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = readByte();
        }
        if (readByte() != '\r' || readByte() != '\n') {
            throw new ProtocolException(NO_REDIS);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte next = readByte(); next != '\r'; next = readByte()) {
            line.append((char) (next & 0xff));
            if (line.length() > MAX_LINE_BYTES) {
                throw new ProtocolException(NO_REDIS);
            }
        }
        if (readByte() != '\n' || line.isEmpty()) {
            throw new ProtocolException(NO_REDIS);
        }
        return line.toString();
    }

    private static int length(String digits) throws IOException {
        try {
            int length = Integer.parseInt(digits);
            if (length <= MAX_REPLY_BYTES) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new ProtocolException(NO_REDIS + ": length " + digits);
        }
        throw new ProtocolException("an answer of more than " + MAX_REPLY_BYTES + " bytes");
    }

    private byte readByte() throws IOException {
        while (!received.hasRemaining()) {
            received.clear();
            int count = channel.read(received);
            received.flip();
            if (count < 0) {
                throw new EOFException("the connection was closed");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ);
            }
        }
        return received.get();
    }

    private void await(int operation) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        long remainingMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (remainingMillis <= 0 || Thread.currentThread().isInterrupted()) {
            throw new SocketTimeoutException("no answer in time");
        }
        selector.select(remainingMillis);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
