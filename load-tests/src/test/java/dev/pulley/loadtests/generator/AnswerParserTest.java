package dev.pulley.loadtests.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class AnswerParserTest {
    private static final String ANSWER =
            "HTTP/1.1 202 Accepted\r\nX-Length: 9\r\nContent-LENGTH: 11\r\nCache-Control: no-store\r\n\r\n{\"queued\":1}"
                    .replace("{\"queued\":1}", "{\"queued\":}");

    private final AnswerParser parser = new AnswerParser();

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Test
    void wholeAnswer_statusAndBodyAreFound() {
        ByteBuf in = bytes(ANSWER);
        assertThat(parser.parse(in)).isTrue();
        assertThat(parser.status()).isEqualTo(202);
        assertThat(in.toString(parser.bodyStart(), parser.bodyLength(), StandardCharsets.US_ASCII))
                .isEqualTo("{\"queued\":}");
    }

    @Test
    void everyPartOfAnAnswer_isNotWhole() {
        for (int length = 0; length < ANSWER.length(); length++) {
            assertThat(parser.parse(bytes(ANSWER.substring(0, length))))
                    .as("%d bytes", length)
                    .isFalse();
        }
    }

    @Test
    void answerWithoutALength_isRefused() {
        assertThatThrownBy(() -> parser.parse(bytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nxx")))
                .hasMessageContaining("content length");
    }
}
