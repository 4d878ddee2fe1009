package dev.pulley.loadtests.load;

import dev.pulley.loadtests.generator.Call;
import dev.pulley.loadtests.generator.Posting;
import dev.pulley.loadtests.generator.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Outcomes for decisions that were gathered before, each rewarded once, until there are none left. */
final class RewardTraffic implements Traffic, Call {
    /** How rewards are sent. */
    enum Form {
        SINGLE("reward", 1, "application/json"),
        ARRAY("rewards by 100", 100, "application/json"),
        NDJSON("rewards as NDJSON by 1000", 1_000, "application/x-ndjson");

        private final String words;
        private final int rewards;
        private final String contentType;

        Form(String words, int rewards, String contentType) {
            this.words = words;
            this.rewards = rewards;
            this.contentType = contentType;
        }

        Kind kind() {
            return new Kind(words, rewards);
        }

        private byte[] frame(byte[] rewards) {
            return switch (this) {
                case SINGLE, NDJSON -> rewards;
                case ARRAY -> {
                    ByteArrayOutputStream body = new ByteArrayOutputStream(rewards.length + 16);
                    body.writeBytes(bytes("{\"rewards\":["));
                    body.write(rewards, 0, rewards.length - 1);
                    body.writeBytes(bytes("]}"));
                    yield body.toByteArray();
                }
            };
        }

        private String separator() {
            return switch (this) {
                case SINGLE -> "";
                case ARRAY -> ",";
                case NDJSON -> "\n";
            };
        }
    }

    private static final byte[] DECISION = bytes("{\"decision\":\"");
    private static final String METRIC = "\",\"metric\":\"resolved\",\"value\":";

    private final Form form;
    private final Tokens tokens;
    private final Posting posting;
    private final SplittableRandom random;
    private final byte[][] endings;

    RewardTraffic(Form form, Tokens tokens, String key, long seed) {
        this.form = form;
        this.tokens = tokens;
        this.posting = Posting.to("POST", "/v1/rewards", form.contentType, key);
        this.random = new SplittableRandom(seed);
        this.endings = new byte[][] {bytes(METRIC + "0}" + form.separator()), bytes(METRIC + "1}" + form.separator())};
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public List<Kind> kinds() {
        return List.of(form.kind());
    }

    @Override
    public @Nullable Call next() {
        return tokens.left() >= form.rewards ? this : null;
    }

    @Override
    public int kind() {
        return 0;
    }

    @Override
    public ByteBuf request(ByteBufAllocator allocator) {
        ByteArrayOutputStream rewards = new ByteArrayOutputStream(160 * form.rewards);
        for (int i = 0; i < form.rewards; i++) {
            rewards.writeBytes(DECISION);
            rewards.writeBytes(tokens.next());
            rewards.writeBytes(endings[random.nextInt(2)]);
        }
        return posting.request(allocator, form.frame(rewards.toByteArray()));
    }
}
