package dev.pulley.loadtests.load;

import dev.pulley.loadtests.generator.Call;
import dev.pulley.loadtests.generator.Posting;
import dev.pulley.loadtests.generator.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the tasks of a load, each once. */
final class MakeTraffic implements Traffic {
    private final Tasks tasks;
    private final String key;
    private final byte[] definition;
    private int next;

    MakeTraffic(Tasks tasks, String key) {
        this.tasks = tasks;
        this.key = key;
        this.definition = tasks.definition().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<Kind> kinds() {
        return List.of(new Kind("make a task", 1));
    }

    @Override
    public @Nullable Call next() {
        return next == tasks.count() ? null : new Make(tasks.name(next++));
    }

    private final class Make implements Call {
        private final String name;

        Make(String name) {
            this.name = name;
        }

        @Override
        public int kind() {
            return 0;
        }

        @Override
        public ByteBuf request(ByteBufAllocator allocator) {
            return Posting.to("PUT", "/v1/tasks/" + name, "application/json", key)
                    .request(allocator, definition);
        }
    }
}
