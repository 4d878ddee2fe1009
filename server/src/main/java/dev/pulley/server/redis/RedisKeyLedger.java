package dev.pulley.server.redis;

import dev.pulley.server.ledger.KeyLedger;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
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
    private static final String VERSION = "version";

    private final RedisClusterAsyncCommands<String, byte[]> redis;
    private final LuaScript script = LuaScript.load("keys.lua");

    RedisKeyLedger(RedisClusterAsyncCommands<String, byte[]> redis) {
        this.redis = redis;
    }

    @Override
    public CompletionStage<Optional<Mark>> mark() {
        return redis.hmget(KEYS, SET, VERSION)
                .thenApply(values ->
                        mark(values.get(0).getValueOrElse(null), values.get(1).getValueOrElse(null)));
    }

    private static Optional<Mark> mark(byte @Nullable [] set, byte @Nullable [] version) {
        return set == null || version == null
                ? Optional.empty()
                : Optional.of(new Mark(text(set), Long.parseLong(text(version))));
    }

    @Override
    public CompletionStage<Optional<Stored>> read() {
        return redis.hgetall(KEYS).thenApply(RedisKeyLedger::stored);
    }

    @Override
    public CompletionStage<Stored> add(Mark known, Map<String, String> entries, List<String> outdated) {
        List<String> arguments = new ArrayList<>();
        arguments.add(known.set());
        arguments.add(Long.toString(known.version()));
        arguments.add(Integer.toString(entries.size()));
        entries.forEach((name, text) -> {
            arguments.add(name);
            arguments.add(text);
        });
        arguments.addAll(outdated);
        byte[][] bytes = arguments.stream()
                .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return script.call(redis, new String[] {KEYS}, bytes).thenApply(answer -> {
            Map<String, byte[]> hash = new HashMap<>();
            for (int i = 0; i < answer.size(); i += 2) {
                hash.put(text((byte[]) answer.get(i)), (byte[]) answer.get(i + 1));
            }
            return stored(hash).orElseThrow(() -> new IllegalStateException("the keys were not stored"));
        });
    }

    private static Optional<Stored> stored(Map<String, byte[]> hash) {
        return mark(hash.get(SET), hash.get(VERSION)).map(mark -> {
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
