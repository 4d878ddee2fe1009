package dev.pulley.loadtests.bare;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A batch of rewards as the server sent it to Redis: one call of its script. Sent again under other names, with the fence of
 * those, and with new decisions (other hashes of state), it costs Redis what it cost the first time.
 */
final class RecordedBatch {
    private static final Pattern PARTITION = Pattern.compile("pulley:(\\{\\d+\\}:)(.*)", Pattern.DOTALL);
    private static final String PREFIX = "bare:";
    /** What the script's fence says of its arguments. */
    private static final int FROM = 1;

    private static final int TO = 2;
    private static final int BIRTH = 3;
    private static final int KEYS_AT = 3;

    private final List<byte[]> words;
    private final int keys;
    private final String partition;

    private RecordedBatch(List<byte[]> words, int keys, String partition) {
        this.words = words;
        this.keys = keys;
        this.partition = partition;
    }

    /** The call of a script on a partition that these words are; null if they are anything else. */
    static @Nullable RecordedBatch of(List<byte[]> words) {
        if (words.size() <= KEYS_AT || !text(words.getFirst()).equalsIgnoreCase("EVALSHA")) {
            return null;
        }
        int keys = Integer.parseInt(text(words.get(2)));
        if (keys == 0 || words.size() <= KEYS_AT + keys + BIRTH) {
            return null;
        }
        Matcher partition = PARTITION.matcher(text(words.get(KEYS_AT)));
        if (!partition.matches() || words.stream().noneMatch(RecordedBatch::isState)) {
            return null;
        }
        List<byte[]> renamed = new ArrayList<>(words);
        for (int i = KEYS_AT; i < KEYS_AT + keys; i++) {
            Matcher key = PARTITION.matcher(text(words.get(i)));
            if (!key.matches()) {
                return null;
            }
            renamed.set(i, bytes(PREFIX + key.group(1) + key.group(2)));
        }
        return new RecordedBatch(renamed, keys, partition.group(1));
    }

    private static boolean isState(byte[] key) {
        Matcher named = PARTITION.matcher(text(key));
        return named.matches() && named.group(2).startsWith("s:");
    }

    int bytes() {
        return words.stream().mapToInt(word -> word.length).sum();
    }

    /** By which its keys share a slot, and it a fence. */
    String partition() {
        return partition;
    }

    /** The key of the hash that says whose store it is, and what that must say. */
    List<String> meta() {
        return List.of(PREFIX + partition + "meta", "birth", text(words.get(KEYS_AT + keys + BIRTH)));
    }

    /** The key of the hash of its fences. */
    String fences() {
        return PREFIX + partition + "fences";
    }

    /** The command that applies it for the n-th time in its partition. */
    byte[] command(long n) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(8_192);
        out.writeBytes(bytes("*" + words.size() + "\r\n"));
        String state = PREFIX + partition + "s:";
        for (int i = 0; i < words.size(); i++) {
            byte[] word = words.get(i);
            if (i == KEYS_AT + keys + FROM) {
                word = bytes(n == 0 ? "0.0" : "1." + n);
            } else if (i == KEYS_AT + keys + TO) {
                word = bytes("1." + (n + 1));
            } else if (i < KEYS_AT + keys && text(word).startsWith(state)) {
                word = bytes(text(word) + "." + n);
            }
            out.writeBytes(bytes("$" + word.length + "\r\n"));
            out.writeBytes(word);
            out.writeBytes(bytes("\r\n"));
        }
        return out.toByteArray();
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
