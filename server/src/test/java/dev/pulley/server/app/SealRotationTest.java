package dev.pulley.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.redis.RedisStore;
import dev.pulley.server.security.Seal;
import dev.pulley.server.security.SealDesk;
import dev.pulley.server.security.SharedKeys;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.RealRedis;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.SealSource;
import dev.pulley.server.token.TokenSealer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one Redis while the keys that seal their tokens change. */
final class SealRotationTest {
    private static final int TENANT = 1;
    private static final String TASK = """
            {"outcome":{"metric":"y","kind":"binary"},"variants":[{"name":"a","payload":1},{"name":"b","payload":2}]}""";
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /** Not emptied between the tests, which would be a loss at a moment of no one's choice. */
    private static final RealRedis REDIS = RealRedis.any();

    private static RunningServer first;
    private static RunningServer second;
    private static Api one;
    private static Api two;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Object ignored = REDIS.open();
        first = RunningServer.start(REDIS);
        second = RunningServer.start(REDIS);
        one = new Api(first.uri());
        two = new Api(second.uri());
        assertThat(one.put("/v1/tasks/t", TASK).status()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        first.close();
        second.close();
        REDIS.close();
    }

    private static String decide(Api api) {
        Answer answer = api.post("/v1/decide", "{\"task\":\"t\"}");
        return answer.status() == 200 ? answer.json().text("decision") : "";
    }

    private static Answer reward(Api api, String token) {
        return api.post("/v1/rewards", "{\"decision\":\"" + token + "\",\"metric\":\"y\",\"value\":1}");
    }

    private static void await(BooleanSupplier condition) {
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError("it did not come to that");
            }
            Thread.onSpinWait();
        }
    }

    /** The number of the key that a token names, as a seal's name begins. */
    private static String number(String token) {
        return token.isEmpty()
                ? ""
                : HexFormat.of().toHexDigits(Base64.getUrlDecoder().decode(token)[1]);
    }

    /** Makes a key, and waits until both servers seal with it. */
    private static String rotate() {
        String name = RunningServer.keys(REDIS, "rotate-seal").getFirst();
        await(() -> name.startsWith(number(decide(one))) && name.startsWith(number(decide(two))));
        return name;
    }

    private static boolean isKnownIn(RunningServer server, String name) {
        try {
            return Files.readString(server.data().resolve("keys")).contains("s:" + name);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aNewKey_sealsOnBothServers_andWhatOlderOnesSealedIsGood_everywhereAndAfterALoss() throws Exception {
        await(() -> !decide(two).isEmpty());
        String old = decide(one);
        String name = rotate();
        assertThat(name).doesNotStartWith(number(old));
        assertThat(reward(two, old).status()).isEqualTo(200);
        assertThat(reward(one, decide(two)).status()).isEqualTo(200);
        assertThat(reward(two, decide(one)).status()).isEqualTo(200);
        assertThat(two.get("/v1/decisions/" + old).status()).isEqualTo(200);
        for (RunningServer server : List.of(first, second)) {
            assertThat(isKnownIn(server, name)).isTrue();
            assertThat(Files.getPosixFilePermissions(server.data().resolve("keys")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }

        REDIS.flush();
        await(() -> REDIS.commands().hexists("pulley:keys", "s:" + name));
        try (RunningServer third = RunningServer.start(REDIS);
                Api other = new Api(third.uri())) {
            await(() -> reward(other, old).status() == 200);
            assertThat(name).startsWith(number(decide(other)));
        }
    }

    @Test
    void aDroppedKeysTokens_areRefusedOnBothServers() {
        await(() -> !decide(two).isEmpty());
        String old = decide(one);
        String next = rotate();
        String name = RunningServer.keys(REDIS, "list-seals").stream()
                .map(line -> line.split(" ", 2)[0])
                .filter(each -> each.startsWith(number(old)))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> RunningServer.keys(REDIS, "drop-seal", next)).hasMessageContaining("seals now");
        assertThat(RunningServer.keys(REDIS, "drop-seal", name)).isEmpty();
        for (Api api : List.of(one, two)) {
            await(() -> reward(api, old).status() == 400);
            assertThat(reward(api, old).code()).isEqualTo("invalid_decision");
            assertThat(api.get("/v1/decisions/" + old).code()).isEqualTo("invalid_decision");
            assertThat(reward(api, decide(api)).status()).isEqualTo(200);
        }
    }

    /** As one that another server made a moment ago: no second passes between its being made and its being asked for. */
    @Test
    void aTokenOfAKeyThatIsNotKnownYet_isGood_andOneOfNoKeyIsRefused() throws Exception {
        await(() -> !decide(two).isEmpty());
        String token = decide(one);
        try (RedisStore store = RedisStore.at(REDIS.uri())) {
            store.connect();
            SharedKeys keys = SharedKeys.open(store.keys(), null, InstantSource.system());
            keys.synchronise();
            List<Seal> seals = keys.current().seals();
            Decision decision = seals.stream()
                    .map(Seal::key)
                    .flatMap(key -> new TokenSealer(SealSource.of(key, List.of())).open(TENANT, token).stream())
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < 3; i++) {
                Seal fresh = new SealDesk(keys, InstantSource.system()).rotate();
                String sealed = new TokenSealer(SealSource.of(fresh.key(), List.of())).seal(decision);
                assertThat(reward(two, sealed).status()).isEqualTo(200);
                Answer found = one.get("/v1/decisions/" + sealed);
                assertThat(found.status()).isEqualTo(200);
                assertThat(found.json().number("values.0.value")).isEqualTo(1);
            }
        }
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        for (int number = 0; number < 256; number += 15) {
            bytes[1] = (byte) number;
            String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            if (!forged.equals(token)) {
                assertThat(reward(two, forged).code()).isEqualTo("invalid_decision");
            }
        }
    }

    @Test
    void aSecretInTheEnvironment_isRotatedByPuttingTheNextBeforeIt() throws Exception {
        String before = "the secret of the last year, and long";
        String after = "the secret of the next year, and long".replace(",", ";");
        String token = "";
        for (String secrets : List.of(before.replace(",", ";"), after + "," + before.replace(",", ";"))) {
            List<String> options = List.of("--port", "0", "--data", folder.toString(), "--redis", REDIS.uri());
            Server server = Server.start(ServeOptions.parse(options, Map.of("PULLEY_SECRET", secrets)), line -> {});
            try (Api api = new Api(URI.create("http://127.0.0.1:" + server.port()))) {
                await(() -> !decide(api).isEmpty());
                String first = token.isEmpty() ? decide(api) : token;
                await(() -> reward(api, first).status() == 200);
                assertThat(number(decide(api)).equals(number(first))).isEqualTo(token.isEmpty());
                token = first;
            } finally {
                server.stop();
            }
        }
        assertThatThrownBy(() -> KeysCommand.run(
                        List.of("rotate-seal", "--redis", REDIS.uri(), "--data", "/nowhere"),
                        Map.of("PULLEY_SECRET", before),
                        line -> {},
                        line -> {}))
                .hasMessageContaining("PULLEY_SECRET");
        assertThatThrownBy(() -> ServeOptions.parse(List.of(), Map.of("PULLEY_SECRET", before + ",short")))
                .hasMessageContaining("32 characters");
    }
}
