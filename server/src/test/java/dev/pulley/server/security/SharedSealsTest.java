package dev.pulley.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.testing.RealRedis;
import dev.pulley.server.token.SealKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nodes, each with a folder, that share the keys of tokens through one real Redis. */
final class SharedSealsTest {
    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    private static final int NODES = 4;
    private static final long LONG_ENOUGH = Duration.ofDays(182).toMillis();

    @TempDir
    private Path folders;

    private RedisStore store;
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());

    @BeforeEach
    void connect() throws Exception {
        store = RedisStore.at(REDIS.uri());
        store.connect();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private SharedKeys node(String name) throws Exception {
        Path folder = Files.createDirectories(folders.resolve(name));
        SharedKeys keys = SharedKeys.open(store.keys(), new KeyFile(folder), clock);
        keys.synchronise();
        return keys;
    }

    private Seal rotate(SharedKeys keys) throws Exception {
        return new SealDesk(keys, clock).rotate();
    }

    private SealKey sealing(SharedKeys keys) {
        return new SealDesk(keys, clock).sealing().orElseThrow().key();
    }

    @Test
    void aNewKey_sealsWhenAllNodesHadTimeToLook_andTheOldOneStillOpens() throws Exception {
        SharedKeys one = node("one");
        SharedKeys two = node("two");
        Seal first = rotate(one);
        two.synchronise();
        assertThat(sealing(one)).isEqualTo(first.key()).isEqualTo(sealing(two));
        millis.addAndGet(Duration.ofDays(30).toMillis());
        Seal second = rotate(two);
        one.synchronise();
        assertThat(sealing(one)).isEqualTo(first.key()).isEqualTo(sealing(two));
        KeyWatch watch = KeyWatch.start(one);
        SharedSeals seals = new SharedSeals(one, watch, List.of(), clock);
        assertThat(seals.current().sealing()).isEqualTo(first.key());
        assertThat(seals.current()).isSameAs(seals.current());
        millis.set(second.sealsFromMillis());
        assertThat(seals.current().sealing()).isEqualTo(second.key());
        assertThat(seals.current().others()).containsExactly(first.key());
        assertThat(sealing(two)).isEqualTo(second.key());
        watch.stop(Duration.ofSeconds(30));
    }

    @Test
    void keysThatWereGiven_sealInsteadOfThoseThatAreShared_whichStillOpen() throws Exception {
        SharedKeys one = node("one");
        Seal shared = rotate(one);
        SealKey given = new SealKey(7, new byte[SealKey.SECRET_BYTES]);
        KeyWatch watch = KeyWatch.start(one);
        SharedSeals seals = new SharedSeals(one, watch, List.of(given), clock);
        assertThat(seals.current().sealing()).isEqualTo(given);
        assertThat(seals.current().others()).containsExactly(shared.key());
        watch.stop(Duration.ofSeconds(30));
    }

    @Test
    void nodesThatMakeAKeyAtOnce_endWithTheSameKeys_alsoWhereTheyAreTheFirst() throws Exception {
        List<SharedKeys> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(node("node-" + i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(NODES);
        for (int round = 0; round < 5; round++) {
            List<Future<Seal>> making = new ArrayList<>();
            for (SharedKeys keys : nodes) {
                making.add(threads.submit(() -> rotate(keys)));
            }
            for (Future<Seal> made : making) {
                assertThat(made.get(1, TimeUnit.MINUTES)).isNotNull();
            }
        }
        threads.shutdown();
        Set<List<Seal>> known = new HashSet<>();
        Set<SealKey> sealing = new HashSet<>();
        for (SharedKeys keys : nodes) {
            keys.synchronise();
            known.add(keys.current().seals());
            sealing.add(sealing(keys));
        }
        assertThat(known).singleElement().satisfies(seals -> assertThat(seals).hasSize(5 * NODES));
        assertThat(sealing).hasSize(1);
    }

    @Test
    void aLostRedis_getsTheKeysBack_fromFoldersThatOnlyTheirOwnerReads() throws Exception {
        SharedKeys one = node("one");
        Seal first = rotate(one);
        Seal second = rotate(one);
        REDIS.flush();
        assertThat(node("one").current().seals()).containsExactlyInAnyOrder(first, second);
        assertThat(node("fresh").current().seals()).containsExactlyInAnyOrder(first, second);
        assertThat(Files.getPosixFilePermissions(folders.resolve("one").resolve("keys")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aDroppedKey_opensNothing_andIsNotBroughtBackByAnOlderCopy() throws Exception {
        SharedKeys one = node("one");
        Seal first = rotate(one);
        SharedKeys old = node("old");
        millis.addAndGet(1);
        Seal second = rotate(one);
        assertThatThrownBy(() -> new SealDesk(one, clock).drop(first.name())).hasMessageContaining("seals now");
        millis.set(second.sealsFromMillis() + 1);
        assertThat(new SealDesk(one, clock).drop("nothing")).isEmpty();
        assertThat(new SealDesk(one, clock).drop(first.name())).contains(first);
        REDIS.flush();
        old.synchronise();
        one.synchronise();
        old.synchronise();
        assertThat(one.current().seals()).containsExactly(second);
        assertThat(old.current().seals()).containsExactly(second);
    }

    @Test
    void aKey_isForgottenWhenNothingThatItSealedIsOfUse_andNoOlderCopyBringsItBack() throws Exception {
        SharedKeys one = node("one");
        Seal first = rotate(one);
        SharedKeys old = node("old");
        millis.addAndGet(Duration.ofDays(10).toMillis());
        Seal second = rotate(one);
        assertThat(new SealDesk(one, clock).drop(second.name() + "x")).isEmpty();
        millis.addAndGet(Duration.ofDays(180).toMillis());
        one.synchronise();
        assertThat(one.current().seals()).containsExactly(first, second);
        millis.addAndGet(LONG_ENOUGH);
        Seal third = rotate(one);
        assertThat(one.current().seals()).containsExactly(second, third);
        REDIS.flush();
        old.synchronise();
        one.synchronise();
        old.synchronise();
        assertThat(one.current().seals()).containsExactly(second, third);
        assertThat(old.current().seals()).containsExactly(second, third);
        assertThat(REDIS.commands().hkeys("pulley:keys")).doesNotContain("s:" + first.name());
    }

    @Test
    void thereIsALimit_whichIsTold() throws Exception {
        SharedKeys one = node("one");
        for (int i = 0; i < 32; i++) {
            Object ignored = rotate(one);
        }
        assertThatThrownBy(() -> rotate(one)).hasMessageContaining("32 sealing keys");
    }

    @Test
    void whoeverLooksForAKey_isAnsweredAfterALook_alsoWhereThousandsDo_andWhereRedisIsAway() throws Exception {
        SharedKeys one = node("one");
        Object ignored = rotate(one);
        SharedKeys two = node("two");
        KeyWatch watch = KeyWatch.start(two);
        SharedSeals seals = new SharedSeals(two, watch, List.of(), clock);
        for (int i = 0; i < 5; i++) {
            Seal next = rotate(one);
            seals.look().toCompletableFuture().get(1, TimeUnit.MINUTES);
            assertThat(seals.current().all()).contains(next.key());
        }
        List<CompletableFuture<?>> looks = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            looks.add(seals.look().toCompletableFuture());
        }
        CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
        store.close();
        seals.look().toCompletableFuture().get(1, TimeUnit.MINUTES);
        assertThat(seals.current().all()).hasSize(6);
        watch.stop(Duration.ofSeconds(30));
        seals.look().toCompletableFuture().get(1, TimeUnit.MINUTES);
        connect();
    }
}
