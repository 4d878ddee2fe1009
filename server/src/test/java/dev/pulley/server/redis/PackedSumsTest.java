package dev.pulley.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.testing.RealRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Redis packs is read again to the last bit. */
final class PackedSumsTest {
    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    private static final String PACK = """
            local numbers = {}
            for i = 1, #ARGV[1] / 8 do
              numbers[i] = struct.unpack('<d', ARGV[1], 8 * i - 7)
            end
            return cmsgpack.pack(numbers)""";

    private static byte[] packed(double... numbers) {
        try (RedisClient client = RedisClient.create(REDIS.uri());
                StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            return connection
                    .sync()
                    .eval(
                            PACK.getBytes(StandardCharsets.UTF_8),
                            ScriptOutputType.VALUE,
                            new byte[0][],
                            earlier(numbers));
        }
    }

    private static byte[] earlier(double... numbers) {
        ByteBuffer doubles = ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        doubles.asDoubleBuffer().put(numbers);
        return doubles.array();
    }

    private static void assertRead(double... numbers) {
        assertThat(PackedSums.read(packed(numbers))).isEqualTo(numbers);
    }

    @Test
    void wholeNumbers_aroundEveryWidth() {
        assertRead(DoubleStream.of(5, 7, 8, 15, 16, 31, 32, 53, 62, 63, 64, 80)
                .map(bits -> Math.pow(2, bits))
                .flatMap(power -> DoubleStream.of(power - 1, power, power + 1, -power - 1, -power, 1 - power))
                .toArray());
    }

    @Test
    void fractions_shortAndLong() {
        assertRead(0, 0.5, -0.25, 1.0 / 256, 1.0 / 3, -1e-300, 1e300, Math.PI, Float.MIN_VALUE, Double.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 40, 4_000})
    void arrays_ofAnyLength(int length) {
        assertRead(new Random(length).doubles(length, -1e6, 1e6).toArray());
    }

    @Test
    void sumsOfBinaryMetrics_takeAByteOrThreeEach() {
        assertThat(packed(100, 99.5, 60, 12, 1_000, 30_000)).hasSizeLessThanOrEqualTo(1 + 3 * 1 + 5 + 2 * 3);
    }

    @Test
    void whatAnEarlierVersionWrote_isRead() {
        double[] sums = {3, 2.5, 1.0 / 3, 1e300};

        assertThat(PackedSums.isArray(earlier(sums))).isFalse();
        assertThat(PackedSums.read(earlier(sums))).isEqualTo(sums);
    }

    @Test
    void whatIsDamaged_isRefused() {
        byte[] whole = packed(1, 1_000, 1.0 / 3);

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PackedSums.read(cut)).isInstanceOf(RuntimeException.class);
        }
        assertThatThrownBy(() -> PackedSums.read(Arrays.copyOf(whole, whole.length + 1)))
                .hasMessageContaining("more bytes");
        byte[] text = {(byte) 0x92, 1, (byte) 0xa1, 'x'};
        assertThatThrownBy(() -> PackedSums.read(text)).hasMessageContaining("no number");
        byte[] map = {(byte) 0xdf, 0, 0, 0, 1, 1, 1};
        assertThatThrownBy(() -> PackedSums.read(map)).hasMessageContaining("no array");
        byte[] tooLong = {(byte) 0xdd, 0x7f, 0, 0, 0};
        assertThatThrownBy(() -> PackedSums.read(tooLong)).hasMessageContaining("fewer bytes");
    }
}
