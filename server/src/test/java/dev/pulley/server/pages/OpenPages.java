package dev.pulley.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.JsonTree;
import dev.pulley.server.testing.RealRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server with a real Redis, and a real browser that looks at its pages. A test fails if the browser's console complains or
 * a request fails, other than those that the test expects.
 */
final class OpenPages implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final double PATIENCE_MILLIS = 30_000;
    private static final int WIDE = 1_400;
    private static final int HEIGHT = 900;
    private static final long SEED = 20_260_101;
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    private record Running(RealRedis redis, RunningServer server, Api api, Browser browser) {}

    private final boolean withKey;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();
    private @Nullable Running running;
    private String key = "";

    private OpenPages(boolean withKey) {
        this.withKey = withKey;
    }

    /** Whoever looks may do everything. */
    static OpenPages keyless() {
        return new OpenPages(false);
    }

    /** Nobody gets in without a key. */
    static OpenPages keyed() {
        return new OpenPages(true);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Browser browser = Chromium.shared(context);
        RealRedis redis = RealRedis.any().open();
        if (withKey) {
            key = newKey(redis, "admin,decide,report", "default");
        }
        RunningServer server = RunningServer.start(redis);
        running = new Running(redis, server, new Api(server.uri()), browser);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        List<String> heard = complaints.stream()
                .filter(complaint -> expected.stream().noneMatch(complaint::contains))
                .toList();
        complaints.clear();
        expected.clear();
        assertThat(heard).as("what the browser complained of").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (running != null) {
            running.api().close();
            running.server().close();
            running.redis().close();
            running = null;
        }
    }

    private Running running() {
        return Optional.ofNullable(running).orElseThrow();
    }

    Api api() {
        return running().api();
    }

    RealRedis redis() {
        return running().redis();
    }

    /** The administrator's. */
    String key() {
        return key;
    }

    /** A new key, which the server knows already. */
    String newKey(String roles) {
        return newKey(roles, "default");
    }

    String newKey(String roles, String tenant) {
        String made = newKey(running().redis(), roles, tenant);
        awaitSession(made, 200);
        return made;
    }

    /** The server knows of it already. */
    void revoke(String made) {
        String id = session(made).json().text("key");
        assertThat(RunningServer.keys(running().redis(), "revoke", id)).isEmpty();
        awaitSession(made, 401);
    }

    private void awaitSession(String made, int status) {
        long endNanos = System.nanoTime() + (long) (PATIENCE_MILLIS * 1e6);
        while (session(made).status() != status) {
            assertThat(System.nanoTime())
                    .as("what became of the key is known in time")
                    .isLessThan(endNanos);
            Thread.onSpinWait();
        }
    }

    private Api.Answer session(String made) {
        return api().send(api().request("/v1/session").header("Authorization", "Bearer " + made));
    }

    private static String newKey(RealRedis redis, String roles, String tenant) {
        return RunningServer.keys(redis, "create", "--role", roles, "--tenant", tenant)
                .getFirst();
    }

    String server() {
        return running().server().uri().toString();
    }

    /** A new browser's page, at an address such as {@code #/new}. */
    Page open(String place) {
        return open(place, WIDE, ColorScheme.LIGHT);
    }

    Page open(String place, int widthPixels, ColorScheme scheme) {
        Page page = blank(widthPixels, scheme);
        Object ignored = page.navigate(server() + "/" + place);
        return page;
    }

    /** A new browser's page that shows nothing yet. */
    Page blank(int widthPixels, ColorScheme scheme) {
        BrowserContext context = running()
                .browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(widthPixels, HEIGHT)
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setColorScheme(scheme));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        contexts.add(context);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequestFailed(request -> {
            // What the page itself breaks off when it is left.
            if (!"net::ERR_ABORTED".equals(request.failure())) {
                complaints.add(request.url() + " " + request.failure());
            }
        });
        return page;
    }

    /** There must have been such complaints; those that are still to come are expected, too. */
    void expectComplaints(String part) {
        assertThat(complaints).anyMatch(complaint -> complaint.contains(part));
        expected.add(part);
    }

    /** No barrier of level A or AA, as far as a program can find them. */
    static void assertNoBarriers(Page page) {
        String found = new AxeBuilder(page)
                .withTags(RULES).analyze().getViolations().stream()
                        .flatMap(rule -> rule.getNodes().stream().map(node -> rule.getId() + ": " + node.getHtml()))
                        .collect(Collectors.joining("\n"));
        assertThat(found).isEmpty();
    }

    void task(String name, String definition) {
        assertThat(api().put("/v1/tasks/" + name, definition).status()).isEqualTo(201);
    }

    /**
     * Decides so often, and reports what became of it.
     *
     * @param rate how probable a good outcome is, by the variant's name
     */
    void traffic(String task, int count, String metric, ToDoubleFunction<String> rate) {
        String request = "{\"task\":\"" + task + "\"}";
        JsonTree decided = api().post(
                        "/v1/decide/batch",
                        "{\"requests\":["
                                + IntStream.range(0, count)
                                        .mapToObj(i -> request)
                                        .collect(Collectors.joining(","))
                                + "]}")
                .json();
        SplittableRandom random = new SplittableRandom(SEED);
        String rewards = IntStream.range(0, count)
                .mapToObj(i -> "results." + i + ".decision.")
                .map(at -> "{\"decision\":\"" + decided.text(at + "decision") + "\",\"metric\":\"" + metric
                        + "\",\"value\":"
                        + (random.nextDouble() < rate.applyAsDouble(decided.text(at + "variant")) ? 1 : 0) + "}")
                .collect(Collectors.joining(","));
        assertThat(api().post("/v1/rewards", "{\"rewards\":[" + rewards + "]}").status())
                .isIn(200, 202);
    }
}
