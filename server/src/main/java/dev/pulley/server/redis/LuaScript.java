package dev.pulley.server.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A script that lies beside this class, called by its hash, and sent whole where Redis does not know it. */
final class LuaScript {
    private final byte[] source;
    private final String hash;

    private LuaScript(byte[] source, String hash) {
        this.source = source;
        this.hash = hash;
    }

    /** The files one behind the other make one script. */
    static LuaScript load(String... files) {
        StringBuilder text = new StringBuilder();
        for (String file : files) {
            try (InputStream in = LuaScript.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException("the script " + file + " is not in the jar");
                }
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        byte[] source = text.toString().getBytes(StandardCharsets.UTF_8);
        try {
            return new LuaScript(
                    source,
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    CompletionStage<List<Object>> call(
            RedisScriptingAsyncCommands<String, byte[]> redis, String[] keys, byte[]... arguments) {
        CompletionStage<List<Object>> byHash = redis.evalsha(hash, ScriptOutputType.MULTI, keys, arguments);
        return byHash.handle((answer, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(answer);
                    }
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof RedisNoScriptException) {
                        CompletionStage<List<Object>> whole =
                                redis.eval(source, ScriptOutputType.MULTI, keys, arguments);
                        return whole;
                    }
                    return CompletableFuture.<List<Object>>failedStage(failure);
                })
                .thenCompose(stage -> stage);
    }
}
