package dev.pulley.server.pages;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** The one browser of all tests, which is an installed Chromium; nothing is downloaded. */
final class Chromium implements AutoCloseable {
    private static final String WANTED =
            "no Chromium was found, so no page was looked at in a browser: install one (for "
                    + "example: apt-get install chromium), or name it in PULLEY_CHROMIUM";
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Namespace SHARED = Namespace.create(Chromium.class);

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path program) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(program)
                        // Its own sandbox does not work for root, in containers neither; it looks at our pages alone.
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
    }

    /** Started by the first who asks, and closed after all tests. */
    static Browser shared(ExtensionContext context) {
        Optional<Path> program = program();
        Assumptions.assumeTrue(program.isPresent(), WANTED);
        return context.getRoot()
                .getStore(SHARED)
                .getOrComputeIfAbsent("chromium", key -> new Chromium(program.orElseThrow()), Chromium.class)
                .browser;
    }

    private static Optional<Path> program() {
        Stream<Path> named = Stream.ofNullable(System.getenv("PULLEY_CHROMIUM")).map(Path::of);
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
