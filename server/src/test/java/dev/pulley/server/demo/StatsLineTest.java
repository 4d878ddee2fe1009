package dev.pulley.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StatsLineTest {

    @Test
    void of_stats_showsVariantsByShareAndTheLeader() {
        assertThat(line("""
                {"decisions":12345,"outcomes":678,"variants":[
                  {"name":"a","share":0.2,"status":"active","probability_best":0.1,"unknown":[1,{}]},
                  {"name":"gone","share":0,"status":"removed","probability_best":0.99},
                  {"name":"b","share":0.8,"status":"active","probability_best":0.9}]}"""))
                .contains("12,345 decisions", "678 outcomes", "b 80%, a 20%", "b leads (best with 90%)")
                .doesNotContain("gone");
    }

    @Test
    void of_statsWithUnknownNumbers_leavesThemOut() {
        assertThat(
                        line(
                                "{\"decisions\":null,\"variants\":[{\"name\":\"a\",\"share\":null,\"probability_best\":null}]}"))
                .contains("? decisions", "? outcomes", "a   no leader yet");
    }

    @Test
    void of_somethingElse_isALineAllTheSame() {
        assertThat(line("[1,2")).contains("? decisions");
        assertThat(line("{} trailing")).contains("? decisions");
        assertThat(line("\"text\"")).contains("? decisions");
    }

    private static String line(String stats) {
        return StatsLine.of("task", Json.read(stats.getBytes(StandardCharsets.UTF_8)));
    }
}
