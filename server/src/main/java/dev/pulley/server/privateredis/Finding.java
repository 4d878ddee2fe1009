package dev.pulley.server.privateredis;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;

/** What is found where a folder's Redis listens. */
sealed interface Finding {
    /** Longer than any script of Pulley's runs. */
    long ANSWER_LIMIT_MILLIS = 1_000;

    /** Nothing listens, or it gives no answer. */
    record Silence() implements Finding {}

    /** Something that must be left alone. */
    record Stranger(String why) implements Finding {}

    /** This folder's Redis: it takes the password, names the folder's id and has the folder open. */
    record Own(RedisVersion version, long processId, boolean isLoading) implements Finding {}

    static Finding at(Endpoint endpoint, Identity identity, RedisFolder folder) {
        try (Conversation redis = Conversation.open(endpoint.address(), ANSWER_LIMIT_MILLIS)) {
            if (redis.ask("AUTH", identity.password()).isError()) {
                return new Stranger("a Redis that does not know this folder's password");
            }
            if (!isSetting(redis, "proc-title-template", identity.title())) {
                return new Stranger("a Redis that does not have this folder's id");
            }
            if (!isSetting(redis, "dir", folder.path().toString())) {
                return new Stranger("the Redis of a copy of this folder");
            }
            String info = redis.ask("INFO").text();
            Optional<RedisVersion> version = RedisVersion.ofInfo(info);
            Optional<String> processId = InfoReply.field(info, "process_id");
            if (version.isEmpty() || processId.isEmpty()) {
                return new Stranger("a Redis that does not tell its version");
            }
            boolean isLoading = !InfoReply.field(info, "loading").orElse("0").equals("0");
            return new Own(version.get(), Long.parseLong(processId.get()), isLoading);
        } catch (ProtocolException | NumberFormatException e) {
            return new Stranger("a program that is no Redis");
        } catch (IOException e) {
            return new Silence();
        }
    }

    private static boolean isSetting(Conversation redis, String name, String value) throws IOException {
        return redis.ask("CONFIG", "GET", name).text().equals(name + "\n" + value);
    }
}
