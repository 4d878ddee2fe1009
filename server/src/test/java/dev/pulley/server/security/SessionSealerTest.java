package dev.pulley.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.token.SealKey;
import dev.pulley.server.token.SealSource;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SessionSealerTest {
    private static final Session SESSION =
            new Session("k0123456789ab", "0123456789abcdef".repeat(2), 1_800_000_000_000L);
    private static final byte[] SECRET = new byte[SealKey.SECRET_BYTES];

    private final SessionSealer sealer = new SessionSealer(SealSource.of(new SealKey(1, SECRET), List.of()));

    @Example
    void open_ofASealedSession_isThatSession_onAnyNodeWithTheKey() {
        SessionSealer other = new SessionSealer(SealSource.of(new SealKey(1, SECRET), List.of()));
        assertThat(other.open(sealer.seal(SESSION))).isEqualTo(Optional.of(SESSION));
    }

    @Example
    void open_underAnotherKey_isNothing() {
        byte[] secret = SECRET.clone();
        secret[0] = 1;
        assertThat(new SessionSealer(SealSource.of(new SealKey(1, secret), List.of())).open(sealer.seal(SESSION)))
                .isEmpty();
    }

    @Example
    void open_underAKeyThatSealsNoMore_isThatSession() {
        byte[] secret = SECRET.clone();
        secret[0] = 1;
        SealSource rotated = SealSource.of(new SealKey(2, secret), List.of(new SealKey(1, SECRET)));
        assertThat(new SessionSealer(rotated).open(sealer.seal(SESSION))).isEqualTo(Optional.of(SESSION));
    }

    /** Any character in any place, by any other that cookies have; the last holds bits that are not used, and is exact too. */
    @Property(seed = "3", tries = 2_000)
    void open_ofAChangedCookie_isNothing(
            @ForAll @IntRange(max = 200) int place, @ForAll @IntRange(min = 1, max = 93) int by) {
        String cookie = sealer.seal(SESSION);
        int at = place % cookie.length();
        char other = (char) ('!' + (cookie.charAt(at) - '!' + by) % 94);
        String changed = cookie.substring(0, at) + other + cookie.substring(at + 1);
        assertThat(sealer.open(changed)).isEmpty();
    }
}
