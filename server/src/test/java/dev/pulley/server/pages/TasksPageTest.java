package dev.pulley.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The list of all tasks. */
final class TasksPageTest {
    private static final String TWO = """
            {"outcome":{"metric":"good","kind":"binary"},"variants":[{"name":"a"},{"name":"b"}]}""";
    private static final int MANY = 10_000;
    private static final int ROWS_MAX = 60;

    @RegisterExtension
    static final OpenPages PAGES = OpenPages.keyless();

    @BeforeAll
    static void makeTasks() {
        PAGES.task("busy", TWO);
        PAGES.traffic("busy", 50, "good", variant -> variant.equals("b") ? 1 : 0);
        PAGES.task("quiet", TWO);
        PAGES.task("seen", TWO);
        PAGES.task("stopped", TWO);
        assertThat(PAGES.api().post("/v1/tasks/stopped/pause").status()).isEqualTo(200);
        PAGES.task("gone", TWO);
        assertThat(PAGES.api().delete("/v1/tasks/gone").status()).isEqualTo(200);
    }

    @Test
    void tasks_areListedWithTheirVerdicts() {
        Page page = PAGES.open("#/");
        assertThat(page.locator(".task-row")).hasCount(4);
        assertThat(page.locator(".task-row").nth(0))
                .containsText(Pattern.compile("busy.*50 calls.*b.*sure that it is the best"));
        assertThat(page.locator(".task-row").nth(1)).containsText("no outcomes yet");
        assertThat(page.locator(".task-row").nth(3)).containsText("paused");
    }

    @Test
    void aRow_isLive() {
        Page page = PAGES.open("#/?search=seen");
        assertThat(page.locator(".live")).hasText("live");
        PAGES.traffic("seen", 7, "good", variant -> 1);
        assertThat(page.locator(".task-row")).containsText("7 calls");
    }

    @Test
    void tasks_areFoundFilteredAndSorted_andTheLinkRestoresIt() {
        Page page = PAGES.open("#/");
        page.getByLabel("Search tasks").fill("quiet");
        assertThat(page.locator(".task-row")).hasCount(1);
        page.getByLabel("Search tasks").fill("");
        page.getByLabel("Filter").selectOption("paused");
        assertThat(page.locator(".task-row")).containsText("stopped");
        assertThat(page).hasURL(Pattern.compile(".*filter=paused.*"));
        page.reload();
        assertThat(page.locator(".task-row")).hasCount(1);
        page.getByLabel("Filter").selectOption("archived");
        assertThat(page.locator(".task-row")).containsText("gone");
        page.getByLabel("Filter").selectOption("");
        page.getByLabel("Sort").selectOption("calls");
        assertThat(page.locator(".task-row").first()).containsText("busy");
        page.locator(".task-row a").first().click();
        assertThat(page.locator("h1")).hasText("busy");
    }

    /** As where a machine is so busy that the browser makes no frame for a long time. */
    @Test
    void whatIsChosen_isShown_thoughTheBrowserMakesNoFrames() {
        Page page = PAGES.open("#/?search=quiet");
        page.addInitScript("window.requestAnimationFrame = () => 0");
        page.reload();
        assertThat(page.locator(".task-row")).hasCount(1);
        page.getByLabel("Search tasks").fill("");
        assertThat(page.locator(".task-row")).hasCount(4);
        page.getByLabel("Filter").selectOption("paused");
        assertThat(page.locator(".task-row")).containsText("stopped");
    }

    @Test
    void aLongName_isWrapped_andTheRowIsToldWholeOnFocus() {
        String longest = "a-name-that-is-as-long-as-any-can-be-which-is-sixty-four-letters";
        Page page = PAGES.blank(1_280, ColorScheme.LIGHT);
        page.context()
                .route(
                        Pattern.compile(".*/v1/tasks\\?.*"),
                        route -> route.fulfill(new FulfillOptions()
                                .setContentType("application/json")
                                .setBody("{\"tasks\":["
                                        + listed(1)
                                                .replace(
                                                        "\"collecting\",\"winner\":null",
                                                        "\"winner\",\"winner\":\"" + longest + "\"")
                                        + "],\"next\":null}")));
        keepStreamSilent(page);
        page.navigate(PAGES.server() + "/#/");
        Locator chip = page.locator(".task-row .chip");
        assertThat(chip).hasText("keep " + longest);
        assertThat((boolean) chip.evaluate("chip => chip.scrollWidth <= chip.parentElement.clientWidth"))
                .isTrue();
        page.setViewportSize(1_010, 700);
        page.locator(".task-row a").focus();
        assertThat(page.locator(".bubble")).containsText("keep " + longest);
    }

    /** They are the browser's alone: the server has its own tests for lists. */
    @Test
    void ofTenThousandTasks_onlyThoseAreMadeThatAreSeen() {
        Page page = PAGES.open("#/task/busy");
        listTenThousand(page);
        page.navigate(PAGES.server() + "/#/");
        assertThat(page.locator("main")).containsText("10,000 tasks of 10,000");
        page.locator(".rows").evaluate("rows => rows.scrollTo(0, rows.scrollHeight / 2)");
        assertThat(page.locator(".task-row", new Page.LocatorOptions().setHasText("task-05002")))
                .isVisible();
        assertThat(page.locator(".task-row").count()).isLessThan(ROWS_MAX);
        page.getByLabel("Search tasks").fill("task-09999");
        assertThat(page.locator(".task-row")).hasCount(1);
    }

    /** Has the server answer a page so, whatever tasks it has. */
    static void listTenThousand(Page page) {
        page.context().route(Pattern.compile(".*/v1/tasks\\?.*"), route -> {
            boolean isFirst = !route.request().url().contains("cursor=");
            String tasks = IntStream.range(isFirst ? 0 : 100, isFirst ? 100 : MANY)
                    .mapToObj(TasksPageTest::listed)
                    .collect(Collectors.joining(","));
            route.fulfill(new FulfillOptions()
                    .setContentType("application/json")
                    .setBody("{\"tasks\":[" + tasks + "],\"next\":" + (isFirst ? "\"x\"" : "null") + "}"));
        });
        keepStreamSilent(page);
    }

    private static void keepStreamSilent(Page page) {
        page.context()
                .route(
                        "**/v1/stream*",
                        route -> route.fulfill(new FulfillOptions()
                                .setContentType("text/event-stream")
                                .setBody("retry: 60000\n\n")));
    }

    private static String listed(int number) {
        return """
                {"task":"task-%05d","revision":1,"status":"active","created_at":"2026-01-01T00:00:00Z",
                 "updated_at":"2026-01-01T00:00:00Z","description":"one of many","outcome":{"metric":"good","kind":"binary"},
                 "control":"a","policy":{"name":"thompson-sharp"},"variants":[{"name":"a","version":1,"status":"active"}],
                 "summary":{"decisions":%d,"outcomes":0,"verdict":"collecting","winner":null,"leader":null,
                 "probability_best":null,"regret":0,"regret_low":0,"regret_high":0,"value_remaining":1,"min_effect":0.01,"alarms":0,"traffic":[1,2,3]}}""".formatted(number, number);
    }
}
