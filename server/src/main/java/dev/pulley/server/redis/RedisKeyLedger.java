package dev.pulley.server.redis;

import dev.pulley.server.ledger.KeyLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The keys in Redis: one hash, beside the partitions. */
final class RedisKeyLedger implements KeyLedger {
    private static final String KEYS = "pulley:keys";
    private static final String SET = "set";
    private static final String CHANGE = "change";

    private final Connection connection;
    private final LuaScript script = LuaScript.load("keys.lua");

    RedisKeyLedger(Connection connection) {
        this.connection = connection;
    }

    @Override
    public CompletionStage<Optional<Mark>> mark() {
        return connection.use(redis -> redis.hmget(KEYS, SET, CHANGE)
                .thenApply(values ->
                        mark(values.get(0).getValueOrElse(null), values.get(1).getValueOrElse(null))));
    }

    private static Optional<Mark> mark(byte @Nullable [] set, byte @Nullable [] change) {
        return set == null || change == null ? Optional.empty() : Optional.of(new Mark(text(set), text(change)));
    }

    @Override
    public CompletionStage<Optional<Stored>> read() {
        return connection.use(redis -> redis.hgetall(KEYS).thenApply(RedisKeyLedger::stored));
    }

    @Override
    public CompletionStage<Stored> add(Mark next, Map<String, String> entries, List<String> outdated) {
        List<String> arguments = new ArrayList<>();
        arguments.add(next.set());
        arguments.add(next.change());
        arguments.add(Integer.toString(entries.size()));
        entries.forEach((name, text) -> {
            arguments.add(name);
            arguments.add(text);
        });
        arguments.addAll(outdated);
        byte[][] bytes = arguments.stream()
                .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return connection
                .use(redis -> script.call(redis, new String[] {KEYS}, bytes))
                .thenApply(answer -> {
                    Map<String, byte[]> hash = new HashMap<>();
                    for (int i = 0; i < answer.size(); i += 2) {
                        hash.put(text((byte[]) answer.get(i)), (byte[]) answer.get(i + 1));
                    }
                    return stored(hash).orElseThrow(() -> new IllegalStateException("the keys were not stored"));
                });
    }

    private static Optional<Stored> stored(Map<String, byte[]> hash) {
        return mark(hash.get(SET), hash.get(CHANGE)).map(mark -> {
            Map<String, String> entries = new HashMap<>();
            hash.forEach((name, value) -> {
                if (name.indexOf(':') > 0) {
                    entries.put(name, text(value));
                }
            });
            return new Stored(mark, entries);
        });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
