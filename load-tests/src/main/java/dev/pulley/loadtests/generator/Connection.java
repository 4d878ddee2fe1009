package dev.pulley.loadtests.generator;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One connection, with at most one call under way. Used by the generator's thread alone. */
final class Connection extends ChannelInboundHandlerAdapter {
    private final Run run;
    private final AnswerParser parser = new AnswerParser();
    private @Nullable ChannelHandlerContext channel;
    private @Nullable Call call;
    private long sinceNanos;
    /** What came of an answer that is not whole. */
    private @Nullable ByteBuf part;

    Connection(Run run) {
        this.run = run;
    }

    /** @param since when it was due */
    void send(Call next, long since) {
        ChannelHandlerContext open = channel;
        if (open == null || call != null) {
            throw new IllegalStateException("the connection can't take a call");
        }
        call = next;
        sinceNanos = since;
        ChannelFuture ignored = open.writeAndFlush(next.request(open.alloc()), open.voidPromise());
    }

    boolean isBusy() {
        return call != null;
    }

    /** When the call under way was due. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** Of the call under way. */
    int kind() {
        return call == null ? 0 : call.kind();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = part;
        if (before != null) {
            part = null;
            before.writeBytes(in);
            in.release();
            in = before;
        }
        if (parser.parse(in)) {
            try {
                answered(in);
            } finally {
                in.release();
            }
        } else if (before != null) {
            part = in;
        } else {
            part = context.alloc().buffer(2 * in.readableBytes()).writeBytes(in);
            in.release();
        }
    }

    private void answered(ByteBuf in) {
        Call ended = call;
        if (ended == null) {
            throw new IllegalStateException("an answer that nobody asked for");
        }
        if (parser.bodyStart() + parser.bodyLength() != in.writerIndex()) {
            throw new IllegalStateException("more than one answer to one call");
        }
        call = null;
        run.answered(this, ended, sinceNanos, parser.status(), in.slice(parser.bodyStart(), parser.bodyLength()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (part != null) {
            part.release();
            part = null;
        }
        run.failed(new IOException("the server closed a connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        run.failed(cause);
        ChannelFuture ignored = context.close();
    }
}
