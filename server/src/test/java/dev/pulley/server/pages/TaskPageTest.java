package dev.pulley.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One task's page. */
final class TaskPageTest {
    @RegisterExtension
    static final OpenPages PAGES = OpenPages.keyless();

    private static final String BAD = "<img src=x onerror='window.wasRun=1'><script>window.wasRun=1</script>";
    private static final int NARROW = 360;
    private static final int WIDE = 1_400;
    private static final int WIDEST = 3_840;
    private static final int HEIGHT = 900;
    private static final List<String> CHARTS = List.of(
            "Where the traffic goes",
            "How good each probably is",
            "Probability of being the best",
            "What exploring has cost",
            "Outcomes, known and awaited",
            "How late outcomes come");

    @BeforeAll
    static void makeTasks() {
        PAGES.task("greeting", """
                {"description":"How to greet","outcome":{"metric":"resolved","kind":"binary","window":"1h"},
                 "proxies":[{"metric":"accepted","kind":"binary","weight":0.4}],
                 "guardrails":[{"metric":"unsafe","kind":"binary","at_most":0.2}],
                 "variants":[{"name":"plain","payload":{}},{"name":"warm","payload":{}},{"name":"odd","payload":{}}]}""");
        PAGES.traffic("greeting", 600, "resolved", variant -> variant.equals("warm") ? 0.8 : 0.2);
        PAGES.task("hostile", """
                {"description":"%1$s","outcome":{"metric":"resolved","kind":"binary"},
                 "variants":[{"name":"a","payload":{"text":"%1$s"}},{"name":"b","payload":"%1$s"}]}""".formatted(BAD));
    }

    private static Locator headline(Page page) {
        return page.locator(".headline");
    }

    private static Locator chart(Page page, String title) {
        return page.locator("figure")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText(title, new Page.GetByTextOptions().setExact(true))));
    }

    @Test
    void theVerdict_comesFirst_andNamesWhomToKeep() {
        Page page = PAGES.open("#/task/greeting");
        assertThat(headline(page)).containsText("warm");
        Locator answers = page.locator(".answers dd");
        assertThat(answers.nth(0)).containsText(Pattern.compile("^warm.*\"resolved\" in .*% of calls, against .*%"));
        assertThat(answers.nth(1)).containsText(Pattern.compile("^Yes"));
        assertThat(answers.nth(2)).containsText("that warm is truly the best");
        assertThat(answers.nth(3)).containsText("sharing all calls out evenly would have cost about");
        assertThat(page.locator(".reasons")).containsText("the strongest of the others");
        assertThat(page.locator("tr.leads")).containsText("warm");
        assertThat(page.locator("table.data").first().locator("tbody tr")).hasCount(3);
    }

    @Test
    void everyChart_isDrawn_andSaysInWordsWhatItShows() {
        Page page = PAGES.open("#/task/greeting");
        for (String title : CHARTS) {
            Locator chart = chart(page, title).locator(".chart");
            assertThat(chart.locator("svg path").first()).isAttached();
            assertThat(chart).hasAttribute("aria-label", Pattern.compile(title + "\\. .*\\d.*"));
        }
    }

    @Test
    void everyFigure_explainsItself_onHoverAndOnFocus() {
        Page page = PAGES.open("#/task/greeting");
        assertThat(chart(page, CHARTS.getLast()).locator("svg path").first()).isAttached();
        Locator terms = page.locator("button.term");
        assertThat(terms.count()).isGreaterThan(20);
        for (Locator term : List.of(terms.first(), terms.nth(6), terms.last())) {
            term.focus();
            assertThat(page.locator(".bubble")).hasText(Pattern.compile("[A-Z].*\\.\\s*"));
            page.locator("h1").hover();
            page.locator(".skip").focus();
            assertThat(page.locator(".bubble")).isHidden();
            term.hover();
            assertThat(page.locator(".bubble")).isVisible();
        }
    }

    @Test
    void aReward_isSeenOnAnOpenPage() {
        PAGES.task("watched", """
                {"outcome":{"metric":"solved","kind":"binary"},"variants":[{"name":"a"},{"name":"b"}]}""");
        Page page = PAGES.open("#/task/watched");
        assertThat(page.locator(".live")).hasText("live");
        assertThat(headline(page)).containsText("no outcome has come in yet");
        PAGES.traffic("watched", 3, "solved", variant -> 1);
        assertThat(page.locator(".figures > div").nth(1)).containsText(Pattern.compile("Outcomes.*3"));
        assertThat(headline(page)).not().containsText("no outcome has come in yet");
    }

    /** Nothing happens to it, so that nothing has to be asked again. */
    @Test
    void aQuietTask_isAskedForOnce() {
        PAGES.task("quiet", """
                {"outcome":{"metric":"solved","kind":"binary"},"variants":[{"name":"a"},{"name":"b"}]}""");
        Page page = PAGES.blank(WIDE, ColorScheme.LIGHT);
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(
                request -> asked.add(request.url().replaceFirst(".*/v1/", "").replaceFirst("\\?.*", "")));
        page.navigate(PAGES.server() + "/#/task/quiet");
        assertThat(page.locator(".live")).hasText("live");
        assertThat(chart(page, CHARTS.getFirst())).containsText("No call has asked for a variant yet");
        assertThat(page.locator(".trail li")).hasCount(1);
        assertThat(asked).containsOnlyOnce("tasks/quiet", "tasks/quiet/stats", "tasks/quiet/history");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#/", "#/task/hostile", "#/task/hostile/edit", "#/task/hostile/try"})
    void whatUsersWrote_staysText(String place) {
        Page page = PAGES.open(place);
        assertThat(page.locator("main")).containsText("hostile");
        if (place.endsWith("edit")) {
            assertThat(page.getByLabel("Description")).hasValue(BAD);
        } else {
            assertThat(page.locator("main")).containsText(BAD);
        }
        assertThat(page.locator("main img")).hasCount(0);
        assertThat(page.evaluate("window.wasRun")).isNull();
    }

    /** As the server says them where they are so; and each says what to do. */
    @Test
    void whatNeedsSomebodysEyes_isSaidLoudly() {
        Page page = PAGES.blank(WIDE, ColorScheme.LIGHT);
        page.context().route("**/v1/stream*", Route::abort);
        page.context()
                .route(
                        "**/v1/tasks/greeting/stats*",
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setContentType("application/json")
                                .setBody(PAGES.api()
                                        .get("/v1/tasks/greeting/stats")
                                        .body()
                                        .replaceFirst("\"alarm\":false", "\"alarm\":true")
                                        .replaceFirst("\"p_value\":[^}]*", "\"p_value\":0.00001")
                                        .replaceFirst("(\"name\":\"odd\".{0,40})active", "$1tripped"))));
        page.navigate(PAGES.server() + "/#/task/greeting");
        assertThat(page.locator(".verdict .alarm")).hasCount(3);
        assertThat(page.locator(".verdict .alarm").nth(0)).containsText("odd was taken out");
        assertThat(page.locator(".verdict .alarm").nth(1)).containsText("\"accepted\" does not foretell");
        assertThat(page.locator(".verdict .alarm").nth(2)).containsText("Trust no comparison");
        OpenPages.assertNoBarriers(page);
        PAGES.expectComplaints("ERR_FAILED");
    }

    @Test
    void aLineThatIsCut_isTold_andSoIsThatItIsBack() {
        Page page = PAGES.open("#/");
        page.context().route("**/v1/stream*", Route::abort);
        page.navigate(PAGES.server() + "/#/task/greeting");
        assertThat(page.locator(".live")).containsText("connection lost");
        page.context().unroute("**/v1/stream*");
        assertThat(page.locator(".live")).hasText("live");
        PAGES.expectComplaints("ERR_FAILED");
    }

    @Test
    void rangeAndStep_areInTheLink() {
        Page page = PAGES.open("#/task/greeting");
        page.getByLabel("Time range").selectOption("1h");
        page.getByLabel("Step").selectOption("1m");
        assertThat(page).hasURL(Pattern.compile(".*#/task/greeting\\?range=1h&step=1m"));
        page.reload();
        assertThat(page.getByLabel("Time range")).hasValue("1h");
        assertThat(page.getByLabel("Step")).hasValue("1m");
    }

    @Test
    void chartsAndTables_areSaved() throws IOException {
        Page page = PAGES.open("#/task/greeting");
        Locator saving = chart(page, CHARTS.getFirst()).getByText("SVG");
        assertThat(saving).isEnabled();
        Download image = page.waitForDownload(saving::click);
        assertThat(image.suggestedFilename()).isEqualTo("greeting-allocation.svg");
        assertThat(Files.readString(image.path())).startsWith("<?xml").contains("<svg", "xmlns=");
        Download figures = page.waitForDownload(
                () -> page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Save the variants as CSV"))
                        .click());
        assertThat(Files.readString(figures.path()))
                .startsWith("Variant,Status,Share")
                .contains("\r\nwarm,active,");
    }

    @Test
    void aTable_isSortedByItsColumns() {
        Page page = PAGES.open("#/task/greeting");
        Locator heading =
                page.getByRole(AriaRole.COLUMNHEADER, new GetByRoleOptions().setName(Pattern.compile("^Calls")));
        heading.first().getByRole(AriaRole.BUTTON).click();
        assertThat(heading.first()).hasAttribute("aria-sort", "descending");
        List<Integer> calls =
                page.locator("table.data").first().locator("tbody td:nth-child(4)").allTextContents().stream()
                        .map(Integer::parseInt)
                        .toList();
        assertThat(calls).hasSize(3).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(page).hasURL(Pattern.compile(".*sort=-Calls"));
        page.reload();
        assertThat(heading.first()).hasAttribute("aria-sort", "descending");
    }

    @Test
    void aRow_keepsTheFocus_whenWhatIsNewSortsTheTableAnew() {
        PAGES.task("ranked", """
                {"outcome":{"metric":"solved","kind":"binary"},"variants":[{"name":"a"},{"name":"b"}]}""");
        act("ranked", "b", "pause");
        PAGES.traffic("ranked", 5, "solved", variant -> 1);
        Page page = PAGES.open("#/task/ranked");
        page.getByRole(AriaRole.COLUMNHEADER, new GetByRoleOptions().setName(Pattern.compile("^Calls")))
                .first()
                .getByRole(AriaRole.BUTTON)
                .click();
        Locator first = page.locator("table.data").first().locator("tbody tr").first();
        assertThat(first).containsText("a control");
        page.getByLabel("Cap the share of a").focus();
        act("ranked", "b", "resume");
        act("ranked", "a", "pause");
        PAGES.traffic("ranked", 9, "solved", variant -> 1);
        assertThat(first).containsText("b");
        assertThat(page.getByLabel("Cap the share of a")).isFocused();
    }

    private static void act(String task, String variant, String what) {
        assertThat(PAGES.api()
                        .post("/v1/tasks/" + task + "/variants/" + variant + "/" + what)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theTheme_isKept() {
        Page page = PAGES.open("#/task/greeting", 800, ColorScheme.LIGHT);
        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
        page.getByLabel("Change between light and dark").click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.reload();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#/", "#/task/greeting", "#/new", "#/task/greeting/edit", "#/task/greeting/try"})
    void noView_hasABarrier_orIsWiderThanTheScreen(String place) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = PAGES.open(place, NARROW, scheme);
            assertThat(page.locator("main h1")).isVisible();
            for (int width : List.of(NARROW, WIDE, WIDEST)) {
                page.setViewportSize(width, HEIGHT);
                for (Locator chart : page.locator("figure .chart").all()) {
                    assertThat(chart.locator("svg path").first()).isAttached();
                }
                OpenPages.assertNoBarriers(page);
                assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                        .isLessThanOrEqualTo(width);
            }
        }
    }
}
