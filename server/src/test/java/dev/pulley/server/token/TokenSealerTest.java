package dev.pulley.server.token;

import static dev.pulley.server.token.TokenSealerPropertyTest.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TokenSealerTest {
    private static final int TENANT = 1;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final TokenSealer sealer = new TokenSealer(SealSource.of(key(1, 7), List.of()));
    private final String token = sealer.seal(Decisions.typical());

    private static List<String> letters() {
        return LETTERS.chars().mapToObj(Character::toString).toList();
    }

    @Test
    void aTypicalToken_hasAboutEightyCharacters() {
        assertThat(token.length()).isBetween(60, 88);
    }

    @Test
    void open_withAnyOneBitChanged_isNothing() {
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertThat(sealer.open(TENANT, text)).as("bit %d", bit).isEmpty();
        }
        assertThat(sealer.open(TENANT, token)).isPresent();
    }

    @Test
    void open_withAnyOneCharacterChanged_isNothing() {
        for (int i = 0; i < token.length(); i++) {
            for (String letter : letters()) {
                String changed = token.substring(0, i) + letter + token.substring(i + 1);
                assertThat(sealer.open(TENANT, changed).isPresent()).as(changed).isEqualTo(changed.equals(token));
            }
        }
    }

    @Test
    void open_ofAPartOfAToken_isNothing() {
        for (int length = 0; length < token.length(); length++) {
            assertThat(sealer.open(TENANT, token.substring(0, length))).isEmpty();
            assertThat(sealer.open(TENANT, token.substring(token.length() - length)))
                    .isEmpty();
        }
    }

    @Test
    void open_ofATokenWithMoreBehindIt_isNothing() {
        Set<String> longer = new HashSet<>();
        for (String letter : letters()) {
            longer.add(token + letter);
            longer.add(letter + token);
        }
        longer.addAll(Set.of(token + token, token + "=", token + "==", token + " ", " " + token, token + "\n"));
        longer.add(token + "A".repeat(10_000));
        for (String text : longer) {
            assertThat(sealer.open(TENANT, text)).as(text).isEmpty();
        }
    }

    /** A decoder takes other texts for the same bytes: with the unused last bits set, with padding. */
    @Test
    void open_ofAnotherTextForTheSameBytes_isNothing() {
        Set<Integer> unusedBitsSeen = new HashSet<>();
        for (long revision : List.of(1L, 1L << 7, 1L << 14)) {
            String text = sealer.seal(withRevision(revision));
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            int unusedBits = 6 * text.length() - 8 * bytes.length;
            unusedBitsSeen.add(unusedBits);
            for (int bits = 1; bits < 1 << unusedBits; bits++) {
                int last = LETTERS.indexOf(text.charAt(text.length() - 1)) | bits;
                String other = text.substring(0, text.length() - 1) + LETTERS.charAt(last);
                assertThat(Base64.getUrlDecoder().decode(other)).isEqualTo(bytes);
                assertThat(sealer.open(TENANT, other)).isEmpty();
            }
            String padded = Base64.getUrlEncoder().encodeToString(bytes);
            assertThat(sealer.open(TENANT, padded).isPresent()).isEqualTo(padded.equals(text));
        }
        assertThat(unusedBitsSeen).containsExactlyInAnyOrder(0, 2, 4);
    }

    private static Decision withRevision(long revision) {
        Decision d = Decisions.typical();
        return new Decision(
                d.tenant(),
                d.task(),
                d.variant(),
                d.version(),
                revision,
                d.propensity(),
                d.atMillis(),
                d.widthCode(),
                d.place());
    }

    @Test
    void open_underAnotherSecretOfTheSameName_isNothing() {
        TokenSealer other = new TokenSealer(SealSource.of(key(1, 8), List.of()));
        assertThat(other.open(TENANT, token)).isEmpty();
    }

    @Test
    void open_underTheSameSecretOfAnotherName_isNothing() {
        TokenSealer other = new TokenSealer(SealSource.of(key(2, 7), List.of()));
        assertThat(other.open(TENANT, token)).isEmpty();
    }

    @Test
    void open_afterRotation_takesBothKeysUntilTheOldOneIsDropped() {
        TokenSealer rotated = new TokenSealer(SealSource.of(key(2, 8), List.of(key(1, 7))));
        String fresh = rotated.seal(Decisions.typical());
        assertThat(rotated.open(TENANT, token)).contains(Decisions.typical());
        assertThat(rotated.open(TENANT, fresh)).contains(Decisions.typical());
        assertThat(sealer.open(TENANT, fresh)).isEmpty();
        TokenSealer later = new TokenSealer(SealSource.of(key(2, 8), List.of()));
        assertThat(later.open(TENANT, fresh)).isPresent();
        assertThat(later.open(TENANT, token)).isEmpty();
    }

    @Test
    void open_withTwoKeysOfTheSameNumber_triesBoth() {
        TokenSealer both = new TokenSealer(SealSource.of(key(1, 8), List.of(key(1, 7))));
        assertThat(both.open(TENANT, token)).contains(Decisions.typical());
        assertThat(both.open(TENANT, both.seal(Decisions.typical()))).contains(Decisions.typical());
        assertThat(sealer.open(TENANT, both.seal(Decisions.typical()))).isEmpty();
    }

    @Test
    void isOfUnknownKey_ofATokenThatNamesAnother_andOfNothingElse() {
        TokenSealer other = new TokenSealer(SealSource.of(key(200, 7), List.of(key(3, 7))));
        assertThat(other.isOfUnknownKey(token)).isTrue();
        assertThat(sealer.isOfUnknownKey(token)).isFalse();
        assertThat(sealer.isOfUnknownKey(token.substring(0, 20))).isFalse();
        for (String text : List.of("", "AQ", "!!!!", "zzzzzzzz", token.repeat(4))) {
            assertThat(other.isOfUnknownKey(text)).as(text).isFalse();
        }
    }

    @Test
    void tenants_neverShareAKey() {
        Set<String> seals = new HashSet<>();
        TokenSealer rotated = new TokenSealer(SealSource.of(key(2, 8), List.of(key(1, 7))));
        for (TokenSealer each : List.of(sealer, rotated)) {
            // More than are kept at hand, and the extremes.
            for (int tenant = -1_500; tenant < 1_500; tenant++) {
                Decision d = Decisions.typical();
                Decision its = new Decision(
                        tenant,
                        d.task(),
                        d.variant(),
                        d.version(),
                        d.revision(),
                        d.propensity(),
                        d.atMillis(),
                        d.widthCode(),
                        d.place());
                String text = each.seal(its);
                assertThat(each.open(tenant, text)).contains(its);
                assertThat(each.open(tenant + 1, text)).isEmpty();
                seals.add(text.substring(text.length() - 16));
            }
        }
        assertThat(seals).hasSize(6_000);
    }

    @Test
    void aSealKey_withAShortSecretOrAnIdBeyondAByte_isRefused() {
        assertThatThrownBy(() -> new SealKey(1, new byte[31])).hasMessageContaining("secret");
        assertThatThrownBy(() -> new SealKey(-1, new byte[32])).hasMessageContaining("id");
        assertThatThrownBy(() -> new SealKey(256, new byte[32])).hasMessageContaining("id");
    }

    @Test
    void aSealKey_neverTellsItsSecret() {
        assertThat(key(1, 7).toString()).isEqualTo("SealKey[1]");
    }
}
