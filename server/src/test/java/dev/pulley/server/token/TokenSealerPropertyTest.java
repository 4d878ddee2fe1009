package dev.pulley.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is sealed comes back as it was, and nothing else comes back. */
class TokenSealerPropertyTest {
    private static final TokenSealer SEALER = new TokenSealer(SealSource.of(key(1, 7), List.of()));

    static SealKey key(int id, int filling) {
        byte[] secret = new byte[SealKey.SECRET_BYTES];
        Arrays.fill(secret, (byte) filling);
        return new SealKey(id, secret);
    }

    @Provide
    Arbitrary<Decision> decisions() {
        return Decisions.any();
    }

    @Property(seed = "1")
    void open_ofASealedDecision_isThatDecision(@ForAll("decisions") Decision decision) {
        String token = SEALER.seal(decision);
        assertThat(SEALER.open(decision.tenant(), token)).contains(decision);
    }

    @Property(seed = "2")
    void seal_ofAnyDecision_isUrlSafeAndFits(@ForAll("decisions") Decision decision) {
        assertThat(SEALER.seal(decision))
                .matches("[A-Za-z0-9_-]+")
                .hasSizeLessThanOrEqualTo(TokenSealer.TOKEN_LENGTH_MAX);
    }

    @Property(seed = "3")
    void open_forAnyOtherTenant_isNothing(@ForAll("decisions") Decision decision, @ForAll int otherTenant) {
        String token = SEALER.seal(decision);
        assertThat(SEALER.open(otherTenant, token).isPresent()).isEqualTo(otherTenant == decision.tenant());
    }

    @Property(seed = "4")
    void open_ofTextThatWeDidNotWrite_isNothing(@ForAll("texts") String text) {
        assertThat(SEALER.open(1, text)).isEmpty();
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> alike = Arbitraries.strings()
                .withChars("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
                .ofMinLength(0)
                .ofMaxLength(300)
                // The first bytes are those of a token, so that what is read behind them is reached.
                .map(text -> text.length() % 2 == 0 ? text : "AQEA" + text);
        return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(300), alike);
    }
}
