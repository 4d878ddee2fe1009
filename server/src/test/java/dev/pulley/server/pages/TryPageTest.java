package dev.pulley.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trying a task out. */
final class TryPageTest {
    private static final String UNIT = "it's \"42\" \\ $HOME ü";

    @RegisterExtension
    static final OpenPages PAGES = OpenPages.keyless();

    @BeforeAll
    static void makeTask() {
        PAGES.task("tried", """
                {"outcome":{"metric":"good","kind":"binary"},
                 "variants":[{"name":"a","payload":{"prompt":"be brief"}},{"name":"b","payload":{"prompt":"be kind"}}]}""");
    }

    private static Page open() {
        Page page = PAGES.open("#/task/tried/try");
        assertThat(page.locator(".snippet").last()).containsText("curl");
        return page;
    }

    @Test
    void aDecision_isReal_andSoIsItsReport() {
        Page page = open();
        page.getByLabel("Unit").fill(UNIT);
        page.getByLabel("Context (JSON)").fill("{\"lang\":\"en\"}");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Decide"))
                .click();
        assertThat(page.locator("main")).containsText("chosen with a probability of");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Report"))
                .click();
        assertThat(page.locator("main")).containsText("1 report accepted");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Report"))
                .click();
        assertThat(page.locator("main")).containsText("1 report repeated");
        OpenPages.assertNoBarriers(page);
    }

    @Test
    void aContextThatIsNone_isTold() {
        Page page = open();
        page.getByLabel("Context (JSON)").fill("{lang}");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Decide"))
                .click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not JSON");
    }

    @ParameterizedTest
    @CsvSource({"curl,sh,try.sh", "Python,python3,try.py", "JavaScript,node,try.mjs", "Java,java,Try.java"})
    void aSnippet_worksWhenItIsPasted(String language, String program, String file, @TempDir Path folder)
            throws IOException, InterruptedException {
        Assumptions.assumeTrue(isThere(program), program + " is not there");
        Page page = open();
        page.getByLabel("Unit").fill(UNIT);
        page.getByRole(AriaRole.TAB, new GetByRoleOptions().setName(language).setExact(true))
                .click();
        String code = page.locator("#snippet").textContent();
        assertThat(code).doesNotContain("plk_");
        Path script = Files.writeString(folder.resolve(file), code);
        Process process = new ProcessBuilder(List.of(program(program), script.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("prompt").containsPattern("accepted['\"]?: ?1");
    }

    private static boolean isThere(String program) {
        return Files.isExecutable(Path.of(program(program)));
    }

    /** The java that runs us; the others from the path. */
    private static String program(String name) {
        if (name.equals("java")) {
            return Path.of(System.getProperty("java.home"), "bin", "java").toString();
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(name);
    }
}
