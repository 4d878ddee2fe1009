package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rewards of {@code docs/api/rewards.md}, sent as they are written there. */
final class RewardPageTest {
    private static final Path PAGE = Path.of("..", "docs", "api", "rewards.md");
    private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w*)\\n(.*?)\\n```$", Pattern.DOTALL);

    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static List<String> rewards() throws IOException {
        return BLOCK.matcher(Files.readString(PAGE))
                .results()
                .filter(block -> block.group(1).isEmpty())
                .map(block -> block.group(2))
                .filter(block -> block.startsWith("{") && block.contains("\"value\": "))
                .toList();
    }

    @Test
    void everyReward_isTaken() throws IOException {
        assertThat(SERVED.api().put("/v1/tasks/summarize-ticket", """
                        {"outcome":{"metric":"resolved","kind":"binary"},
                         "proxies":[{"metric":"accepted","kind":"binary"},{"metric":"edit_distance","kind":"range","min":0,"max":1}],
                         "variants":[{"name":"baseline"}]}""").status()).isEqualTo(201);
        String token = SERVED.token("summarize-ticket");
        String other = SERVED.token("summarize-ticket");
        List<String> rewards = rewards();
        assertThat(rewards).hasSizeGreaterThanOrEqualTo(5);
        for (String reward : rewards) {
            Answer answer = SERVED.api()
                    .post(
                            "/v1/rewards",
                            reward.replace("<token>", token)
                                    .replace("<other token>", other)
                                    .replace("<now>", Instant.now().toString()));
            assertThat(answer.status()).as(reward + answer.body()).isEqualTo(200);
            assertThat(answer.json().number("rejected_count")).isZero();
        }
    }
}
