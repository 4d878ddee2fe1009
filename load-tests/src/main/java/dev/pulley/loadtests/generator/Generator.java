package dev.pulley.loadtests.generator;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Sends traffic to servers, a run at a time, from one thread of its own. */
public final class Generator implements Closeable {
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final Duration BEHIND_MAX = Duration.ofSeconds(60);

    private final EventLoopGroup group;
    private final Class<? extends SocketChannel> socket;

    public Generator() {
        boolean isEpollThere = Epoll.isAvailable();
        IoHandlerFactory factory = isEpollThere ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("generator", true), factory);
        this.socket = isEpollThere ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /**
     * Runs until the time is over or the traffic is.
     *
     * @param servers each gets its share of the connections
     * @param warmUp is not measured
     * @param told is told each second
     * @throws IOException where a connection is refused or lost: a run that lost calls measures nothing
     */
    public Measured run(
            List<URI> servers, Traffic traffic, Pace pace, Duration warmUp, Duration measured, Consumer<Moment> told)
            throws IOException {
        EventLoop loop = group.next();
        Run run = new Run(loop, traffic, pace, warmUp.toNanos(), measured.toNanos(), told);
        List<Channel> channels = new ArrayList<>();
        try {
            List<Connection> connections = new ArrayList<>();
            for (int i = 0; i < pace.connections(); i++) {
                Connection connection = new Connection(run);
                connections.add(connection);
                channels.add(connect(servers.get(i % servers.size()), connection));
            }
            loop.execute(() -> run.begin(connections));
            return run.done().get(warmUp.plus(measured).plus(BEHIND_MAX).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the run broke off: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("the run does not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            for (Channel channel : channels) {
                channel.close().awaitUninterruptibly(CONNECT_MILLIS_MAX);
            }
        }
    }

    private Channel connect(URI server, Connection connection) throws IOException {
        ChannelFuture connected = new Bootstrap()
                .group(group)
                .channel(socket)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
                .handler(connection)
                .connect(new InetSocketAddress(server.getHost(), server.getPort()))
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            throw new IOException(server + " can't be reached", connected.cause());
        }
        return connected.channel();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
