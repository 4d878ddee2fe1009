package dev.pulley.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.security.KeyDesk.Made;
import dev.pulley.server.testing.RealRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nodes, each with a folder, on one real Redis. */
final class SharedKeysTest {
    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    private static final Set<Role> DECIDES = Set.of(Role.DECIDE);

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
        return SharedKeys.open(store.keys(), new KeyFile(folder), clock);
    }

    private SharedKeys synchronised(String name) throws Exception {
        SharedKeys keys = node(name);
        keys.synchronise();
        return keys;
    }

    private Made create(SharedKeys keys) throws Exception {
        return new KeyDesk(keys, clock).create(Tenant.named("acme"), DECIDES, "judge", 0.5);
    }

    private static boolean isGood(SharedKeys keys, Made made) {
        return keys.current().key(made.text()).isPresent();
    }

    @Test
    void aKey_isKnownOnEveryNode_afterItLooks() throws Exception {
        SharedKeys one = synchronised("one");
        SharedKeys two = synchronised("two");
        Made made = create(one);
        assertThat(two.current().isKeyless()).isTrue();
        two.synchronise();
        assertThat(two.current().key(made.text())).contains(made.key());
    }

    @Test
    void aKeyThatWasShown_isRecognised_untilItIsRevoked_andNoneThatIsNearIt() throws Exception {
        SharedKeys keys = synchronised("one");
        Made made = create(keys);
        Made other = create(keys);
        Recognition recognition = new Recognition(keys::current);
        Caller first = recognition.caller(made.text());
        assertThat(first).isEqualTo(Caller.of(made.key(), null));
        assertThat(recognition.caller(new String(made.text().toCharArray())))
                .as("not looked up again")
                .isSameAs(first);
        assertThat(recognition.caller(other.text())).isEqualTo(Caller.of(other.key(), null));
        for (String near : nearby(made.text())) {
            assertThat(recognition.caller(made.text())).isEqualTo(first);
            assertThat(recognition.caller(near)).as(near).isNull();
        }
        new KeyDesk(keys, clock).revoke(made.key().id());
        assertThat(recognition.caller(made.text())).isNull();
        assertThat(recognition.caller(other.text())).isEqualTo(Caller.of(other.key(), null));
    }

    /** Of one hash with it, so that they fall into one place, and of others. */
    private static List<String> nearby(String text) {
        int last = text.length() - 1;
        char[] sameHash = text.toCharArray();
        sameHash[last - 1]++;
        sameHash[last] = (char) (sameHash[last] - 31);
        assertThat(new String(sameHash)).hasSameHashCodeAs(text);
        return List.of(
                new String(sameHash),
                text.substring(0, last),
                text + "A",
                "",
                text.substring(0, last) + (text.charAt(last) == 'A' ? 'B' : 'A'));
    }

    @Test
    void theText_isKeptNowhere() throws Exception {
        Made made = create(synchronised("one"));
        Map<String, String> kept = REDIS.commands().hgetall("pulley:keys");
        assertThat(kept.toString()).contains(KeySecret.hash(made.text())).doesNotContain(made.text());
        Path file = folders.resolve("one").resolve("keys");
        assertThat(Files.readString(file)).contains(KeySecret.hash(made.text())).doesNotContain(made.text());
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anEmptiedRedis_getsItsKeysBack_revokedOnesToo() throws Exception {
        SharedKeys one = synchronised("one");
        Made good = create(one);
        Made bad = create(one);
        assertThat(new KeyDesk(one, clock).revoke(bad.key().id())).isPresent();
        REDIS.flush();
        SharedKeys returned = synchronised("one");
        SharedKeys fresh = synchronised("fresh");
        for (SharedKeys keys : Set.of(returned, fresh)) {
            assertThat(isGood(keys, good)).isTrue();
            assertThat(isGood(keys, bad)).isFalse();
            assertThat(keys.current().isKeyless()).isFalse();
        }
    }

    @Test
    void aRevocation_isNotUndoneByAnOlderCopy() throws Exception {
        SharedKeys one = synchronised("one");
        Made made = create(one);
        SharedKeys old = synchronised("old");
        assertThat(new KeyDesk(one, clock).revoke(made.key().id())).isPresent();
        // The newest copy is only on the first node, and Redis has none.
        REDIS.flush();
        old.synchronise();
        assertThat(isGood(old, made)).isTrue();
        one.synchronise();
        old.synchronise();
        assertThat(isGood(one, made)).isFalse();
        assertThat(isGood(old, made)).isFalse();
        assertThat(isGood(synchronised("fresh"), made)).isFalse();
    }

    @Test
    void withoutRedis_theCopyIsWhatCounts_andWithoutACopyNothingIsKnown() throws Exception {
        Made made = create(synchronised("one"));
        SharedKeys keyless = synchronised("two");
        assertThat(keyless.current().isKeyless()).isFalse();
        store.close();
        SharedKeys returned = node("one");
        assertThat(returned.isKnown()).isTrue();
        assertThat(isGood(returned, made)).isTrue();
        assertThatThrownBy(returned::synchronise)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.isPassing()).isTrue());
        assertThat(isGood(returned, made)).isTrue();
        SharedKeys fresh = node("fresh");
        assertThatThrownBy(fresh::synchronise).isInstanceOf(KeyException.class);
        assertThat(fresh.isKnown()).isFalse();
        connect();
    }

    @Test
    void aKeylessNodesCopy_saysSo() throws Exception {
        assertThat(synchronised("one").isKnown()).isTrue();
        assertThat(node("one").isKnown()).isTrue();
        assertThat(node("fresh").isKnown()).isFalse();
    }

    @Test
    void keysOfAnotherPulley_areNeitherTakenNorGiven() throws Exception {
        Made ours = create(synchronised("one"));
        REDIS.flush();
        Made theirs = create(synchronised("other"));
        SharedKeys one = node("one");
        assertThatThrownBy(one::synchronise)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.isPassing()).isFalse())
                .hasMessageContaining("another Pulley");
        assertThat(isGood(one, ours)).isTrue();
        assertThat(isGood(one, theirs)).isFalse();
        assertThat(isGood(synchronised("other"), ours)).isFalse();
    }

    @Test
    void anEndedSession_isForgottenWhenItWouldHaveExpired() throws Exception {
        SharedKeys one = synchronised("one");
        Made made = create(one);
        Session session = new Session(made.key().id(), "0".repeat(32), millis.get() + 1_000);
        assertThat(one.current().key(session, millis.get())).isPresent();
        one.add(KeyRing.endOf(session));
        assertThat(one.current().key(session, millis.get())).isEmpty();
        one.synchronise();
        SharedKeys two = synchronised("two");
        assertThat(two.current().key(session, millis.get())).isEmpty();
        assertThat(REDIS.commands().hlen("pulley:keys")).isEqualTo(4);
        millis.addAndGet(1_001);
        // Something has to change for a look to be more than a glance.
        Object ignored = create(one);
        two.synchronise();
        assertThat(two.current().key(session, millis.get())).isEmpty();
        assertThat(two.current().entries().keySet()).noneMatch(name -> name.startsWith("e:"));
    }

    @Test
    void aDamagedCopy_isRefusedWithItsPlace() throws Exception {
        Object ignored = create(synchronised("one"));
        Path file = folders.resolve("one").resolve("keys");
        Files.writeString(file, Files.readString(file).replace("\"hash\"", "\"hush\""));
        assertThatThrownBy(() -> node("one")).isInstanceOf(KeyException.class).hasMessageContaining(file.toString());
    }
}
