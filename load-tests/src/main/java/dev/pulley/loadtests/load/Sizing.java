package dev.pulley.loadtests.load;

import dev.pulley.loadtests.generator.Call;
import dev.pulley.loadtests.generator.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of another traffic, to see how long its answer is. */
final class Sizing implements Traffic {
    private final Traffic traffic;
    private boolean isSent;
    private volatile int answerBytes;

    Sizing(Traffic traffic) {
        this.traffic = traffic;
    }

    @Override
    public List<Kind> kinds() {
        return traffic.kinds();
    }

    @Override
    public @Nullable Call next() {
        Call call = isSent ? null : traffic.next();
        isSent = true;
        return call == null ? null : new Sized(call);
    }

    int answerBytes() {
        return answerBytes;
    }

    private final class Sized implements Call {
        private final Call call;

        Sized(Call call) {
            this.call = call;
        }

        @Override
        public int kind() {
            return call.kind();
        }

        @Override
        public ByteBuf request(ByteBufAllocator allocator) {
            return call.request(allocator);
        }

        @Override
        public void answered(int status, ByteBuf body) {
            answerBytes = body.readableBytes();
            call.answered(status, body);
        }
    }
}
