package dev.pulley.server.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * Has commands that are handed over shortly one after the other leave in one packet, such as the batches of many partitions: to
 * write each by itself costs us and Redis more than to read what is in it. Nothing waits for others to come.
 */
final class FlushedTogether implements NettyCustomizer {
    private static final int FLUSHES_MAX = 64;

    @Override
    public void afterChannelInitialized(Channel channel) {
        channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSHES_MAX, true));
    }
}
