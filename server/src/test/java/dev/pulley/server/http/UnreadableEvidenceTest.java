package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.JsonTree;
import dev.pulley.server.testing.PrometheusText;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One task's sums in Redis are not what they should be: that is that task's trouble, and no other's. */
final class UnreadableEvidenceTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    /** A task with four decisions and an outcome on each, and the hashes of its sums. */
    private record Known(String task, Set<String> hashes) {
        String hash() {
            return hashes.iterator().next();
        }

        String decisionsField() {
            return redis().hkeys(hash()).stream()
                    .filter(field -> field.startsWith("d:"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static RedisCommands<String, String> redis() {
        return SERVED.redis().commands();
    }

    private static Known known() {
        Set<String> before = new HashSet<>(redis().keys("pulley:*}:e:*"));
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        rewarded(task, 4);
        assertThat(SERVED.statsOnce(task, now -> now.number("outcomes") == 4).number("outcomes"))
                .isEqualTo(4);
        Set<String> hashes = new HashSet<>(redis().keys("pulley:*}:e:*"));
        hashes.removeAll(before);
        return new Known(task, hashes);
    }

    private static void rewarded(String task, int decisions) {
        for (int i = 0; i < decisions; i++) {
            assertThat(SERVED.reward(SERVED.token(task), "resolved", "1").status())
                    .isEqualTo(200);
        }
    }

    /** Has the servers look at a hash, as those who write to it do: a count is raised when its trace is there. */
    private static void touch(String hash) {
        String partition = hash.substring(0, hash.indexOf('}') + 2);
        double next = 1 + Double.parseDouble(redis().hget(partition + "meta", "changes"));
        redis().zadd(partition + "changed", next, hash.substring(partition.length()));
        redis().hincrby(partition + "meta", "changes", 1);
    }

    private static final String HELD = "pulley_alarms{alarm=\"held\"}";

    private static JsonTree degraded(String task) {
        return SERVED.statsOnce(task, now -> now.at("degraded") != null);
    }

    private static PrometheusText metrics() {
        return PrometheusText.of(SERVED.api().get("/metrics").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "many", ""})
    void aTaskWhoseSumsCantBeRead_isHeldAsItWas_whileTheOthersGoOn_untilTheyCan(String count) {
        Known broken = known();
        Known sound = known();
        double others = metrics().value(HELD);
        JsonTree before =
                SERVED.api().get("/v1/tasks/" + broken.task() + "/stats").json();
        String field = broken.decisionsField();
        String good = redis().hget(broken.hash(), field);
        redis().hset(broken.hash(), field, count);
        touch(broken.hash());

        JsonTree held = degraded(broken.task());
        assertThat(held.text("degraded.why")).contains("can't be read");
        assertThat(held.number("outcomes")).isEqualTo(4);
        assertThat(held.number("variants.0.mean")).isEqualTo(before.number("variants.0.mean"));
        assertThat(held.text("as_of")).isEqualTo(held.text("degraded.since"));
        String alarm = "pulley_task_alarms{task=\"" + broken.task() + "\",alarm=\"held\"}";
        assertThat(metrics().value(alarm)).isEqualTo(1);
        assertThat(metrics().value(HELD)).isEqualTo(others + 1);

        rewarded(sound.task(), 3);
        JsonTree goesOn = SERVED.statsOnce(sound.task(), now -> now.number("outcomes") == 7);
        assertThat(goesOn.number("outcomes")).isEqualTo(7);
        assertThat(goesOn.at("degraded")).isNull();

        redis().hset(broken.hash(), field, good);
        JsonTree mended = SERVED.statsOnce(broken.task(), now -> now.at("degraded") == null);
        assertThat(mended.at("degraded")).isNull();
        assertThat(metrics().samples()).doesNotContain(alarm);
        rewarded(broken.task(), 2);
        assertThat(SERVED.statsOnce(broken.task(), now -> now.number("outcomes") == 6)
                        .number("outcomes"))
                .isEqualTo(6);
    }

    /** Sums that are numbers, but such as no decisions can have: an outcome of 1,000 whose square is 1. */
    @Test
    void aTaskWhoseViewCantBeMade_isHeld_andAChangeOfItCountsAtOnce() {
        Known broken = known();
        String field = redis().hkeys(broken.hash()).stream()
                .filter(name -> name.startsWith("c:"))
                .findFirst()
                .orElseThrow();
        redis().eval(
                        "local cell = cmsgpack.unpack(redis.call('HGET', KEYS[1], ARGV[1])) "
                                + "cell[3] = 1000 "
                                + "redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack(cell))",
                        ScriptOutputType.STATUS,
                        new String[] {broken.hash()},
                        field);
        touch(broken.hash());

        JsonTree held = degraded(broken.task());
        assertThat(held.text("degraded.why")).contains("its view can't be made");
        assertThat(held.number("outcomes")).isEqualTo(4);
        assertThat(held.text("as_of")).isEqualTo(held.text("degraded.since"));
        String alarm = "pulley_task_alarms{task=\"" + broken.task() + "\",alarm=\"held\"}";
        assertThat(metrics().value(alarm)).isEqualTo(1);

        assertThat(SERVED.api().post("/v1/tasks/" + broken.task() + "/pause").status())
                .isEqualTo(200);
        assertThat(SERVED.decide(broken.task()).text("policy")).isEqualTo("paused");
        JsonTree paused = degraded(broken.task());
        assertThat(paused.text("status")).isEqualTo("paused");
        assertThat(paused.number("outcomes")).isEqualTo(4);
    }

    @Test
    void aTaskWhoseSumsAreNoHash_isHeld_andAChangeOfItCountsAtOnce() {
        Known broken = known();
        redis().del(broken.hash());
        redis().set(broken.hash(), "nonsense");
        touch(broken.hash());
        assertThat(degraded(broken.task()).text("degraded.why")).contains("no hash");
        assertThat(SERVED.api().post("/v1/tasks/" + broken.task() + "/pause").status())
                .isEqualTo(200);
        assertThat(SERVED.decide(broken.task()).text("policy")).isEqualTo("paused");
        JsonTree paused = degraded(broken.task());
        assertThat(paused.text("status")).isEqualTo("paused");
        assertThat(paused.number("outcomes")).isEqualTo(4);
        redis().del(broken.hash());
        assertThat(SERVED.statsOnce(broken.task(), now -> now.at("degraded") == null)
                        .number("outcomes"))
                .isZero();
    }

    private static String partition(Known known) {
        return known.hash().substring(0, known.hash().indexOf('}') + 1);
    }

    @Test
    void whatCantBeWrittenToOneTask_waits_whileOthersAreWrittenTo_andTheServerSaysSo() {
        Known broken = known();
        Known sound = known();
        while (partition(sound).equals(partition(broken))) {
            sound = known();
        }
        redis().del(broken.hash());
        redis().set(broken.hash(), "nonsense");
        assertThat(SERVED.reward(SERVED.token(broken.task()), "resolved", "1").status())
                .isEqualTo(202);
        // Until anything else is written, nothing tells that from a Redis that is away.
        assertThat(SERVED.reward(SERVED.token(sound.task()), "resolved", "1").status())
                .isIn(200, 202);
        assertThat(SERVED.statsOnce(sound.task(), now -> now.number("outcomes") == 5)
                        .number("outcomes"))
                .isEqualTo(5);
        // It is tried again within a second, and more of that would not make it a Redis that is away.
        long untilNanos = System.nanoTime() + 3_000_000_000L;
        while (System.nanoTime() < untilNanos) {
            rewarded(sound.task(), 1);
            assertThat(metrics().value("pulley_redis_silent_seconds")).isZero();
        }
        assertThat(metrics().value("pulley_redis_stuck_partitions")).isEqualTo(1);
        assertThat(SERVED.api().get("/readyz").json().text("degraded.why")).contains("some tasks");
        assertThat(SERVED.api()
                        .put("/v1/tasks/" + ServedApi.newName(), ServedApi.TWO_VARIANTS)
                        .status())
                .isEqualTo(201);

        redis().del(broken.hash());
        JsonTree mended = SERVED.statsOnce(broken.task(), now -> now.number("outcomes") == 1);
        assertThat(mended.number("outcomes")).isEqualTo(1);
        assertThat(metrics().value("pulley_redis_stuck_partitions")).isZero();
        assertThat(SERVED.api().get("/readyz").json().at("degraded")).isNull();
    }
}
