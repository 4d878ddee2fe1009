package dev.pulley.server.security;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.token.SealSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who asks, and begins and ends sessions. Thread-safe. */
public final class Admission {
    public static final Duration SESSION_AGE_MAX = Duration.ofHours(12);

    private static final int SESSION_ID_BYTES = 16;

    private final SharedKeys keys;
    private final Runnable onChange;
    private final SessionSealer sealer;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    private Admission(SharedKeys keys, Runnable onChange, SessionSealer sealer, InstantSource clock) {
        this.keys = keys;
        this.onChange = onChange;
        this.sealer = sealer;
        this.clock = clock;
    }

    /**
     * Judges by these keys.
     *
     * @param watch is woken when something changes here
     */
    public static Admission of(SharedKeys keys, KeyWatch watch, SealSource seals, InstantSource clock) {
        return new Admission(keys, watch::wake, new SessionSealer(seals), clock);
    }

    /** Whether anybody on this machine may do anything, since there never was a key. */
    public boolean isKeyless() {
        return keys.current().isKeyless();
    }

    /** What recognises keys, for one event loop. */
    public Recognition recognition() {
        return new Recognition(keys::current);
    }

    /** Who asks. */
    public Result<Caller> caller(Credentials credentials) {
        KeyRing ring = keys.current();
        if (ring.isKeyless()) {
            return Result.ok(Caller.LOCAL);
        }
        String text = credentials.key();
        if (text != null) {
            return ring.key(text)
                    .map(key -> Result.ok(Caller.of(key, null)))
                    .orElseGet(() -> refused("the key is not known here, or was revoked"));
        }
        String cookie = credentials.cookie();
        if (cookie == null) {
            return refused("a key is needed, as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'");
        }
        return sealer.open(cookie)
                .flatMap(session -> ring.key(session, clock.millis()).map(key -> Result.ok(Caller.of(key, session))))
                .orElseGet(() -> refused("the session has ended; sign in again"));
    }

    private static Result<Caller> refused(String detail) {
        return Result.refused(Problem.of(ProblemCode.UNAUTHENTICATED, detail));
    }

    /** A session of a key, and the cookie that stands for it. */
    public record SignedIn(Caller caller, String cookie, long expiresMillis) {}

    /** Trades a key for a session. */
    public Result<SignedIn> signIn(String text) {
        Optional<Key> key = keys.current().key(text);
        if (key.isEmpty()) {
            return Result.refused(ProblemCode.UNAUTHENTICATED, "the key is not known here, or was revoked");
        }
        byte[] id = new byte[SESSION_ID_BYTES];
        random.nextBytes(id);
        long expires = clock.instant().plus(SESSION_AGE_MAX).toEpochMilli();
        Session session = new Session(key.get().id(), HexFormat.of().formatHex(id), expires);
        return Result.ok(new SignedIn(Caller.of(key.get(), session), sealer.seal(session), expires));
    }

    /** Ends a session for good, on this node at once and on the others within some seconds. */
    public Result<Session> signOut(@Nullable Session session) {
        if (session == null) {
            return Result.refused(ProblemCode.UNAUTHENTICATED, "there is no session to end");
        }
        if (keys.current().index().endedSessions() >= KeyRing.ENDED_SESSIONS_MAX) {
            return Result.refused(ProblemCode.RATE_LIMITED, "too many sessions were ended in the last hours");
        }
        keys.add(KeyRing.endOf(session));
        onChange.run();
        return Result.ok(session);
    }
}
