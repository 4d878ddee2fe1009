package dev.pulley.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class PagesTest {
    private static final Pages PAGES = Pages.load();
    private static final int TRANSFER_BYTES_MAX = 1_200_000;
    private static final Pattern INLINE = Pattern.compile("(?i)<script(?![^>]*src=)|<style|\\son[a-z]+=|style=");
    private static final Pattern ELSEWHERE = Pattern.compile("(?i)(src|href)=\"(https?:)?//");
    /** What makes markup or code of text. */
    private static final Pattern UNSAFE =
            Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function");

    private static List<String> inTheFolder() throws IOException, URISyntaxException {
        URL home = Objects.requireNonNull(Pages.class.getResource("index.html"));
        try (Stream<Path> files = Files.list(Path.of(home.toURI()).resolveSibling(""))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".class") && !name.equals("index.html"))
                    .toList();
        }
    }

    @Test
    void theList_hasAllFilesThatAreThere() throws IOException, URISyntaxException {
        assertThat(inTheFolder()).containsExactlyInAnyOrderElementsOf(Pages.OWN);
    }

    @Test
    void allFilesTogether_areSmallOnTheWire() {
        int bytes = PAGES.home().zipped().length
                + Stream.concat(Pages.OWN.stream(), Stream.of("echarts.js"))
                        .mapToInt(name -> file(name).zipped().length)
                        .sum();
        assertThat(bytes).isLessThan(TRANSFER_BYTES_MAX);
    }

    private static PageFile file(String name) {
        return PAGES.file(PAGES.edition(), name).orElseThrow();
    }

    @Test
    void aFile_isTheSameZippedAndPlain() throws IOException {
        for (String name : Pages.OWN) {
            PageFile file = file(name);
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file.zipped()))) {
                assertThat(in.readAllBytes()).as(name).isEqualTo(file.bytes());
            }
        }
    }

    @Test
    void thePage_hasNothingInline_andNothingFromElsewhere() {
        String home = new String(PAGES.home().bytes(), StandardCharsets.UTF_8);
        assertThat(INLINE.matcher(home).find()).isFalse();
        assertThat(ELSEWHERE.matcher(home).find()).isFalse();
        assertThat(home).doesNotContain("{edition}", "{preloads}").contains("/pages/" + PAGES.edition() + "/app.js");
    }

    @Test
    void ourScripts_neverReadTextAsMarkupOrCode() {
        for (String name : Pages.OWN) {
            String text = new String(file(name).bytes(), StandardCharsets.UTF_8);
            assertThat(UNSAFE.matcher(text).find()).as(name).isFalse();
        }
    }

    @Test
    void anotherEdition_hasNoFiles() {
        assertThat(PAGES.file("0123456789abcdef", "app.js")).isEmpty();
        assertThat(PAGES.file(PAGES.edition(), "../Pages.class")).isEmpty();
        assertThat(PAGES.edition()).hasSize(16).isEqualTo(Pages.load().edition());
    }
}
