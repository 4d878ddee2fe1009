package dev.pulley.loadtests.generator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** One request, and what is done with its answer. Used by the generator's thread alone. */
public interface Call {
    /** Which of the traffic's kinds it is. */
    int kind();

    /** The whole request, head and body; the generator releases it. */
    ByteBuf request(ByteBufAllocator allocator);

    /** Told once, before the next call is asked for. The body is only good until this returns. */
    default void answered(int status, ByteBuf body) {}
}
