package dev.pulley.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.pulley.server.demo.Demo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Makes the pictures of the docs, of the demo after some minutes of its traffic: {@code mvn -pl server -am verify
 * -Dtest=ScreenshotsTest -Dsurefire.failIfNoSpecifiedTests=false -Dpulley.screenshots=FOLDER}.
 */
@EnabledIfSystemProperty(named = "pulley.screenshots", matches = ".+")
final class ScreenshotsTest {
    @RegisterExtension
    static final OpenPages PAGES = OpenPages.keyless();

    /** When a picture of the demo shows something. */
    private static final long CALLS_MIN = 3_000;

    private static final long PATIENCE_NANOS = 900_000_000_000L;
    private static final long LOOK_NANOS = 1_000_000_000L;
    private static final long PICTURE_BYTES_MAX = 150_000;
    private static final int NARROW = 390;

    @Test
    void theDemo_isPictured() throws IOException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("pulley.screenshots")));
        Demo demo = Demo.start(URI.create(PAGES.server()), Optional.empty(), line -> {});
        try {
            awaitTraffic();
            for (ColorScheme scheme : ColorScheme.values()) {
                if (scheme == ColorScheme.NO_PREFERENCE) {
                    continue;
                }
                String theme = scheme == ColorScheme.DARK ? "dark" : "light";
                picture(folder, "tasks-" + theme, "#/", 1_280, scheme, 560, ScreenshotsTest::awaitTasks);
                picture(
                        folder,
                        "task-" + theme,
                        "#/task/summarize-ticket",
                        1_280,
                        scheme,
                        1_400,
                        ScreenshotsTest::nothing);
                picture(
                        folder,
                        "task-narrow-" + theme,
                        "#/task/draft-reply",
                        NARROW,
                        scheme,
                        1_200,
                        ScreenshotsTest::nothing);
            }
            picture(folder, "tasks-narrow-dark", "#/", NARROW, ColorScheme.DARK, 760, ScreenshotsTest::awaitTasks);
            picture(folder, "new-light", "#/new", 1_280, ColorScheme.LIGHT, 900, ScreenshotsTest::nothing);
            picture(folder, "try-dark", "#/task/lookup-order/try", 1_280, ColorScheme.DARK, 900, page -> {
                page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Decide"))
                        .click();
                assertThat(page.locator("main")).containsText("chosen with a probability of");
            });
        } finally {
            boolean ignored = demo.stop();
        }
    }

    private static void nothing(Page page) {}

    private static void awaitTasks(Page page) {
        assertThat(page.locator("main")).containsText("3 tasks of 3");
        assertThat(page.locator(".task-row")).hasCount(3);
    }

    private static void awaitTraffic() {
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        while (PAGES.api().get("/v1/tasks/draft-reply").status() != 200
                || PAGES.api().get("/v1/tasks/draft-reply/stats").json().number("decisions") < CALLS_MIN) {
            assertThat(System.nanoTime()).as("the demo is busy enough in time").isLessThan(endNanos);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void picture(
            Path folder, String name, String place, int width, ColorScheme scheme, int height, Consumer<Page> before)
            throws IOException {
        Page page = PAGES.open(place, width, scheme);
        page.setViewportSize(width, height);
        assertThat(page.locator("main h1")).isVisible();
        for (int i = 0; i < page.locator("figure").count(); i++) {
            assertThat(page.locator("figure").nth(i).locator("svg path").first())
                    .isAttached();
        }
        before.accept(page);
        Path file = folder.resolve(name + ".png");
        Files.write(file, SmallPicture.of(page.screenshot()));
        assertThat(Files.size(file)).as(name).isLessThan(PICTURE_BYTES_MAX);
    }
}
