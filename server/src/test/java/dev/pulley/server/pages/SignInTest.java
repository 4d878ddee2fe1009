package dev.pulley.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may look and who may change, where keys are needed. */
final class SignInTest {
    @RegisterExtension
    static final OpenPages PAGES = OpenPages.keyed();

    @BeforeAll
    static void makeTask() {
        int status = PAGES.api()
                .send(PAGES.api()
                        .request("/v1/tasks/kept")
                        .header("Authorization", "Bearer " + PAGES.key())
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("""
                                {"outcome":{"metric":"good","kind":"binary"},"variants":[{"name":"a"},{"name":"b"}]}""")))
                .status();
        assertThat(status).isEqualTo(201);
    }

    private static void signIn(Page page, String key) {
        page.getByLabel("Key").fill(key);
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Sign in"))
                .click();
    }

    @Test
    void nothingIsShown_withoutAKey_orWithAWrongOne() {
        Page page = PAGES.open("#/task/kept");
        assertThat(page.locator("h1")).hasText("Sign in");
        OpenPages.assertNoBarriers(page);
        signIn(page, "plk_wrong");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not known");
        assertThat(page.locator("main")).not().containsText("kept");
        PAGES.expectComplaints("401");
    }

    @Test
    void anAdministrator_mayChange_andSignsOut() {
        Page page = PAGES.open("#/task/kept");
        signIn(page, PAGES.key());
        assertThat(page.locator("h1")).hasText("kept");
        assertThat(page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Archive")))
                .isVisible();
        page.reload();
        assertThat(page.locator("h1")).hasText("kept");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page.locator("h1")).hasText("Sign in");
        page.reload();
        assertThat(page.locator("h1")).hasText("Sign in");
        PAGES.expectComplaints("401");
    }

    @Test
    void whoMayOnlyLook_canTouchNothing() {
        Page page = PAGES.open("#/task/kept");
        signIn(page, PAGES.newKey("view"));
        assertThat(page.locator("h1")).hasText("kept");
        assertThat(page.locator("tbody tr").first()).isVisible();
        for (String name : new String[] {"Pause", "Conclude", "Archive", "Add a variant", "Remove a"}) {
            assertThat(page.getByRole(
                            AriaRole.BUTTON,
                            new GetByRoleOptions().setName(name).setExact(true)))
                    .hasCount(0);
        }
        page.navigate(PAGES.server() + "/#/task/kept/edit");
        assertThat(page.locator("main")).containsText("takes the role admin");
        page.navigate(PAGES.server() + "/#/task/kept/try");
        assertThat(page.locator("main")).containsText("takes the role decide");
        PAGES.expectComplaints("401");
    }

    @Test
    void aKeyThatIsRevoked_endsWhatIsShown() {
        String key = PAGES.newKey("view");
        Page page = PAGES.open("#/task/kept");
        signIn(page, key);
        assertThat(page.locator(".live")).hasText("live");
        PAGES.revoke(key);
        assertThat(page.locator("h1")).hasText("Sign in");
        PAGES.expectComplaints("401");
    }

    @Test
    void aForm_outlivesItsSession() {
        String key = PAGES.newKey("admin");
        Page page = PAGES.open("#/task/kept/edit");
        signIn(page, key);
        page.getByLabel("Description").fill("written for long");
        page.getByLabel("Payload (any JSON)").first().fill("{\"half\": ");
        PAGES.revoke(key);
        page.getByLabel("Payload (any JSON)").first().fill("{\"half\": 1}");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Review and change"))
                .click();
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Change it"))
                .click();
        assertThat(page.locator("h1")).hasText("Sign in");
        assertThat(page.locator("main")).containsText("What you wrote is kept");
        assertThat(page.locator("dialog")).hasCount(0);
        OpenPages.assertNoBarriers(page);
        signIn(page, PAGES.newKey("view"));
        assertThat(page.locator("main")).containsText("takes the role admin");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Sign out"))
                .click();
        signIn(page, PAGES.newKey("admin"));
        assertThat(page.getByLabel("Description")).hasValue("written for long");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Review and change"))
                .click();
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Change it"))
                .click();
        assertThat(page.locator("h1")).hasText("kept");
        assertThat(page.locator("main")).containsText("written for long");
        PAGES.expectComplaints("401");
    }

    @Test
    void aForm_isNotShown_toAnotherTenant() {
        String key = PAGES.newKey("admin");
        Page page = PAGES.open("#/new");
        signIn(page, key);
        page.getByLabel("Description").fill("ours alone");
        page.getByLabel("Name").first().fill("not-made");
        PAGES.revoke(key);
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Make the task"))
                .click();
        assertThat(page.locator("h1")).hasText("Sign in");
        signIn(page, PAGES.newKey("admin", "others"));
        assertThat(page.locator("h1")).hasText("New task");
        assertThat(page.getByLabel("Description")).hasValue("");
        PAGES.expectComplaints("401");
    }

    @Test
    void theKey_isInNoPlaceThatScriptsRead() {
        Page page = PAGES.open("#/");
        signIn(page, PAGES.key());
        assertThat(page.locator("h1")).hasText("Tasks");
        Object readable = page.evaluate("location.href + document.cookie + JSON.stringify(localStorage)"
                + " + JSON.stringify(sessionStorage) + document.documentElement.outerHTML");
        assertThat(readable.toString()).doesNotContain("plk_").doesNotContain("pulley_session");
        PAGES.expectComplaints("401");
    }
}
