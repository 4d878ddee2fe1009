package dev.pulley.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be done to tasks on their pages. */
final class DoingTest {
    private static final String TWO = """
            {"outcome":{"metric":"resolved","kind":"binary"},
             "variants":[{"name":"first","payload":{"prompt":"one"}},{"name":"second","payload":{}},{"name":"third"}]}""";

    @RegisterExtension
    static final OpenPages PAGES = OpenPages.keyless();

    private static Page openTask(String name) {
        PAGES.task(name, TWO);
        Page page = PAGES.open("#/task/" + name);
        assertThat(page.locator(".live")).hasText("live");
        return page;
    }

    private static void press(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static Locator dialog(Page page) {
        return page.locator("dialog");
    }

    private static void agree(Page page, String name) {
        dialog(page)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .click();
        assertThat(dialog(page)).hasCount(0);
    }

    private static Locator row(Page page, String variant) {
        return page.locator("tr[data-key='" + variant + "']").first();
    }

    private static Locator status(Page page) {
        return page.locator("main .chip").first();
    }

    private static String json(String task, String path) {
        return String.valueOf(PAGES.api().get("/v1/tasks/" + task).json().at(path))
                .replaceFirst("\\.0$", "");
    }

    @Test
    void aTask_isMadeByTheForm_whichSaysWhatIsWrong() {
        Page page = PAGES.open("#/new");
        press(page, "Make the task");
        assertThat(page.getByLabel("Name").first()).hasAttribute("aria-invalid", "true");
        page.getByLabel("Name").first().fill("made-here");
        page.getByLabel("Description").fill("<b>made</b> by the form");
        page.getByLabel("Payload (any JSON)").first().fill("{\"prompt\": ");
        press(page, "Make the task");
        assertThat(page.getByText("must be JSON")).isVisible();
        page.getByLabel("Payload (any JSON)").first().fill("{\"prompt\": \"hello\"}");
        assertThat(page.locator("pre")).containsText("\"prompt\": \"hello\"");
        press(page, "Make the task");
        assertThat(page.locator("h1")).hasText("made-here");
        assertThat(page.locator("main")).containsText("<b>made</b> by the form");
        assertThat(json("made-here", "variants.0.payload.prompt")).isEqualTo("hello");
    }

    @Test
    void aTask_isEdited_onceWhatChangesWasShown() {
        Page page = openTask("to-edit");
        page.getByText("Edit", new Page.GetByTextOptions().setExact(true)).click();
        page.getByLabel("Payload (any JSON)").first().fill("{\"prompt\":\"two\"}");
        press(page, "Review and change");
        assertThat(dialog(page)).containsText("/variants/first/payload/prompt");
        assertThat(dialog(page)).containsText("\"two\"");
        OpenPages.assertNoBarriers(page);
        agree(page, "Change it");
        assertThat(page.locator("h1")).hasText("to-edit");
        assertThat(json("to-edit", "variants.0.version")).isEqualTo("2");
    }

    @Test
    void whatTheServerRefuses_isTold() {
        PAGES.task("settled", TWO);
        PAGES.traffic("settled", 3, "resolved", variant -> 1);
        Page page = PAGES.open("#/task/settled/edit");
        page.getByLabel("Kind").first().selectOption("number");
        press(page, "Review and change");
        dialog(page)
                .getByText("Change it", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(dialog(page).getByRole(AriaRole.ALERT)).not().isEmpty();
        assertThat(json("settled", "outcome.kind")).isEqualTo("binary");
        PAGES.expectComplaints("409");
    }

    @Test
    void somebodyElsesChange_isNotOverwritten() {
        PAGES.task("contended", TWO);
        Page page = PAGES.open("#/task/contended/edit");
        page.getByLabel("Description").fill("mine");
        assertThat(PAGES.api().post("/v1/tasks/contended/pause").status()).isEqualTo(200);
        press(page, "Review and change");
        dialog(page)
                .getByText("Change it", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(dialog(page).getByRole(AriaRole.ALERT)).containsText("revision");
        assertThat(json("contended", "description")).isEmpty();
        PAGES.expectComplaints("412");
    }

    @Test
    void variants_arePausedResumedCappedAddedAndRemoved() {
        Page page = openTask("variants");
        press(page, "Pause first");
        assertThat(dialog(page)).containsText("will get none until it is resumed");
        agree(page, "Pause");
        assertThat(row(page, "first")).containsText("paused");
        press(page, "Resume first");
        agree(page, "Resume");
        assertThat(row(page, "first")).containsText("active");
        press(page, "Cap the share of second");
        dialog(page).getByLabel("At most (0 to 1)").fill("0.25");
        agree(page, "Set the cap");
        assertThat(json("variants", "variants.1.max_share")).isEqualTo("0.25");
        press(page, "Add a variant");
        dialog(page).getByLabel("Name").fill("fourth");
        dialog(page).getByLabel("Payload (JSON)").fill("{\"a\": 1}");
        agree(page, "Add");
        assertThat(row(page, "fourth")).containsText("active");
        press(page, "Remove third");
        agree(page, "Remove");
        assertThat(row(page, "third")).containsText("removed");
        assertThat(page.locator(".trail")).containsText("third");
    }

    @Test
    void aTask_isPausedResumedConcludedArchivedAndRestored() {
        Page page = openTask("states");
        press(page, "Pause");
        assertThat(dialog(page)).containsText("Every call will get first, the control");
        agree(page, "Pause");
        assertThat(status(page)).hasText("paused");
        assertThat(page.locator(".headline")).containsText("Paused. Every call gets first");
        press(page, "Resume");
        agree(page, "Resume");
        assertThat(status(page)).hasText("active");
        press(page, "Conclude");
        assertThat(dialog(page).getByLabel("Winner")).hasValue("first");
        dialog(page).getByLabel("Winner").selectOption("second");
        agree(page, "Conclude");
        assertThat(page.locator(".headline")).containsText("Concluded. Every call gets second.");
        press(page, "Archive");
        agree(page, "Archive");
        assertThat(status(page)).hasText("archived");
        press(page, "Restore");
        agree(page, "Restore");
        assertThat(status(page)).hasText("concluded");
    }

    @Test
    void whatIsNotConfirmed_isNotDone() {
        Page page = openTask("unsure");
        press(page, "Pause");
        agree(page, "Cancel");
        press(page, "Archive");
        page.keyboard().press("Escape");
        assertThat(dialog(page)).hasCount(0);
        assertThat(json("unsure", "revision")).isEqualTo("1");
    }

    @Test
    void aRollback_showsWhatItChanges() {
        Page page = openTask("rolled");
        String other = TWO.replace("one", "<i>two</i>");
        assertThat(PAGES.api().put("/v1/tasks/rolled", other).status()).isEqualTo(200);
        press(page, "Go back to revision 1");
        assertThat(dialog(page)).containsText("/variants/first/payload/prompt");
        assertThat(dialog(page).locator(".gone")).containsText("<i>two</i>");
        assertThat(dialog(page).locator(".come")).containsText("one");
        agree(page, "Go back");
        assertThat(json("rolled", "variants.0.payload.prompt")).isEqualTo("one");
        assertThat(json("rolled", "revision")).isEqualTo("3");
    }

    @Test
    void aDialog_goesWithThePage_thatItIsAbout() {
        PAGES.task("left", TWO);
        Page page = PAGES.open("#/");
        page.navigate(PAGES.server() + "/#/task/left");
        press(page, "Pause");
        assertThat(dialog(page)).isVisible();
        page.goBack();
        assertThat(page.locator("h1")).hasText("Tasks");
        assertThat(dialog(page)).hasCount(0);
    }

    @Test
    void olderChanges_stay_whenThereIsANewOne() {
        PAGES.task("changed", TWO);
        for (int i = 0; i < 12; i++) {
            assertThat(PAGES.api().post("/v1/tasks/changed/pause").status()).isEqualTo(200);
            assertThat(PAGES.api().post("/v1/tasks/changed/resume").status()).isEqualTo(200);
        }
        Page page = PAGES.open("#/task/changed");
        assertThat(page.locator(".live")).hasText("live");
        assertThat(page.locator(".trail li")).hasCount(20);
        press(page, "Show older changes");
        assertThat(page.locator(".trail li")).hasCount(25);
        assertThat(PAGES.api().post("/v1/tasks/changed/pause").status()).isEqualTo(200);
        assertThat(page.locator(".trail li")).hasCount(26);
    }

    @Test
    void theForm_keepsTheFocus_andTheControl() {
        Page page = PAGES.open("#/new");
        Locator kind = page.getByLabel("Kind");
        kind.focus();
        kind.selectOption("range");
        assertThat(page.getByLabel("From")).isVisible();
        assertThat(kind).isFocused();
        press(page, "Add one to guardrails");
        assertThat(page.getByLabel("Metric").last()).isFocused();
        page.getByLabel("Control").selectOption("challenger");
        page.getByLabel("Name").last().fill("rival");
        assertThat(page.getByLabel("Control")).hasValue("rival");
    }

    @Test
    void formsAreUsed_withTheKeyboardAlone() {
        Page page = openTask("keys");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Pause").setExact(true))
                .focus();
        page.keyboard().press("Enter");
        assertThat(dialog(page)).isVisible();
        page.keyboard().press("Enter");
        assertThat(status(page)).hasText("paused");
        assertThat(page.getByLabel("Time range", new GetByLabelOptions().setExact(true)))
                .isVisible();
    }
}
