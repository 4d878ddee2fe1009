package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.JsonTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outcomes that come late, or never, with windows of seconds. */
final class LateTruthTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static final String TASK = """
            {"outcome":{"metric":"solved","kind":"binary","window":"%s","grace":"%s","absent":"failure"},
             "variants":[{"name":"a"},{"name":"b"}]}""";

    private static final int DECISIONS = 40;

    @Test
    void silence_isFailure_whenWindowAndGraceAreOver_thoughNobodySaysSo() {
        String name = SERVED.task(TASK.formatted("2s", "1s"));
        for (int i = 0; i < DECISIONS; i++) {
            SERVED.token(name);
        }
        JsonTree closed =
                SERVED.statsOnce(name, now -> now.number("decisions") == DECISIONS && now.number("pending") == 0);
        assertThat(closed.number("pending")).isZero();
        assertThat(closed.number("outcomes")).as("nothing was reported").isZero();
        for (int i = 0; i < 2; i++) {
            String variant = "variants." + i + ".";
            if (closed.number(variant + "decisions") > 5) {
                assertThat(SERVED.statsOnce(name, now -> now.number(variant + "anytime_high") < 0.99)
                                .number(variant + "mean"))
                        .isLessThan(0.25);
            }
        }
    }

    @Test
    void whereAllOutcomesCameWithinSeconds_theDelayIsSeconds_fromTheFirstOn() {
        String name = SERVED.task(TASK.formatted("7d", "1d"));
        for (int i = 0; i < DECISIONS; i++) {
            assertThat(SERVED.reward(SERVED.token(name), "solved", "1").status())
                    .isEqualTo(200);
        }
        JsonTree young = SERVED.statsOnce(
                name, now -> now.number("decisions") == DECISIONS && now.number("outcomes") == DECISIONS);
        assertThat(young.number("pending")).isZero();
        // Delays of up to 21 seconds are not told apart where the window is so long. Nine in ten are only told to be as
        // quick once
        // the first decisions are two minutes old.
        assertThat(young.number("delay.median_seconds")).isBetween(0.0, 21.1);
    }

    @Test
    void whileTheWindowIsOpen_silenceIsNoFailure_andNothingIsConcluded() {
        String name = SERVED.task(TASK.formatted("1d", "1h"));
        for (int i = 0; i < DECISIONS; i++) {
            String token = SERVED.token(name);
            if (i % 4 == 0) {
                assertThat(SERVED.reward(token, "solved", "1").status()).isEqualTo(200);
            }
        }
        JsonTree open = SERVED.statsOnce(
                name, now -> now.number("decisions") == DECISIONS && now.number("outcomes") == DECISIONS / 4);
        assertThat(open.number("pending")).isEqualTo(DECISIONS * 3 / 4);
        assertThat(open.number("delay.median_seconds")).isBetween(0.0, 90_000.0);
        assertThat(open.at("delay.level_known")).isEqualTo(false);
        assertThat(open.text("verdict.state")).isEqualTo("collecting");
        for (int i = 0; i < 2; i++) {
            assertThat(open.number("variants." + i + ".anytime_low")).isZero();
            assertThat(open.number("variants." + i + ".anytime_high")).isEqualTo(1);
        }
    }

    private static void redefine(String name, String window, String grace) {
        assertThat(SERVED.api()
                        .put("/v1/tasks/" + name, TASK.formatted(window, grace))
                        .status())
                .isEqualTo(200);
    }

    private static String rewardedOnce(String task) {
        String token = SERVED.token(task);
        assertThat(SERVED.reward(token, "solved", "1").json().number("accepted"))
                .isEqualTo(1);
        return token;
    }

    @Test
    void windowThatGrows_opensNoDecisionAgain_soWhatWasCountedIsNotCountedTwice() {
        String name = SERVED.task(TASK.formatted("1s", "0s"));
        String token = rewardedOnce(name);
        String closes = SERVED.api().get("/v1/decisions/" + token).json().text("window_closes");
        ServedApi.awaitSecondOver();
        redefine(name, "7d", "1d");

        assertThat(SERVED.reward(token, "solved", "0").json().number("late")).isEqualTo(1);
        assertThat(SERVED.api().get("/v1/decisions/" + token).json().text("window_closes"))
                .isEqualTo(closes);
        assertThat(rewardedOnce(name)).isNotEqualTo(token);
    }

    @Test
    void windowThatShrinks_closesDecisionsThatWereMadeBefore() {
        String name = SERVED.task(TASK.formatted("7d", "1d"));
        String token = rewardedOnce(name);
        redefine(name, "1s", "0s");
        ServedApi.awaitSecondOver();
        assertThat(SERVED.reward(token, "solved", "0").json().number("late")).isEqualTo(1);
    }
}
