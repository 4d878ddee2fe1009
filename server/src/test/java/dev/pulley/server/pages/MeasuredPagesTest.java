package dev.pulley.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.pulley.server.task.BucketWidth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How fast the pages are and how much they take, for docs/pages: {@code mvn -pl server -am test -Dtest=MeasuredPagesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dpulley.long=true}. Times are told, and only what no other program on the machine moves is
 * asserted.
 */
@EnabledIfSystemProperty(named = "pulley.long", matches = "true")
final class MeasuredPagesTest {
    private static final int ROUNDS = 7;
    private static final int WIDE = 1_400;
    private static final int CHARTS = 6;
    private static final int TRANSFER_BYTES_MAX = 1_200_000;
    private static final int UPDATES = 1_000;
    private static final int UPDATES_TO_WARM = 200;
    private static final double GROWTH_MAX = 1.2;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long LOOK_NANOS = 100_000_000L;
    private static final int VARIANTS = 20;
    private static final Duration WINDOW = Duration.ofDays(7);
    private static final Duration OPEN = WINDOW.plusDays(1);
    private static final Duration HISTORY = Duration.ofDays(90);

    /** Resolves when all that a task's page draws is there, with the time since the navigation began, in ms. */
    private static final String DRAWN = """
            (charts) => new Promise((done) => {
              const look = () => {
                const drawn = document.querySelectorAll('figure .chart:not([hidden]) svg path').length > 0
                    && document.querySelectorAll('figure .chart:not([hidden]) svg').length
                        + document.querySelectorAll('figure .chart-empty:not([hidden])').length === charts;
                if (drawn) {
                  requestAnimationFrame(() => done(performance.now()));
                } else {
                  setTimeout(look, 1);
                }
              };
              look();
            })""";

    /** Notes when the verdict is first there to be read. */
    private static final String NOTES_THE_VERDICT = """
            new MutationObserver((_, observer) => {
              if (document.querySelector('.headline') !== null) {
                observer.disconnect();
                requestAnimationFrame(() => { window.verdictAt = performance.now(); });
              }
            }).observe(document, { childList: true, subtree: true });""";

    @RegisterExtension
    static final OpenPages PAGES = OpenPages.keyless();

    @BeforeAll
    static void makeTasks() {
        PAGES.task("watched", """
                {"outcome":{"metric":"resolved","kind":"binary","window":"1h"},
                 "proxies":[{"metric":"accepted","kind":"binary","weight":0.4}],
                 "variants":[{"name":"plain"},{"name":"warm"},{"name":"odd"}]}""");
        PAGES.traffic("watched", 600, "resolved", variant -> variant.equals("warm") ? 0.8 : 0.2);
        PAGES.task("old", """
                {"outcome":{"metric":"resolved","kind":"binary","window":"7d","grace":"1d"},"variants":[%s]}""".formatted(IntStream.range(0, VARIANTS)
                .mapToObj(i -> "{\"name\":\"variant-%02d\"}".formatted(i))
                .collect(Collectors.joining(","))));
        PAGES.traffic("old", 1_000, "resolved", variant -> variant.endsWith("7") ? 0.6 : 0.4);
        await(1_000);
        grow(HISTORY);
    }

    /** Gives the task "old" a past like its present: buckets as wide as they are after so long. */
    private static void grow(Duration past) {
        var redis = PAGES.redis().commands();
        String present = redis.keys("pulley:*:e:*").stream()
                .filter(key -> redis.hkeys(key).stream()
                                .filter(field -> field.startsWith("d:"))
                                .count()
                        == VARIANTS)
                .findFirst()
                .orElseThrow();
        String partition = present.substring(0, present.indexOf('}') + 2);
        int narrow = BucketWidth.codeFor(WINDOW);
        long now = Instant.now().toEpochMilli();
        long narrowMillis = BucketWidth.millis(narrow);
        int wide = BucketWidth.coarser(narrow);
        long wideMillis = BucketWidth.millis(wide);
        List<String> buckets = new ArrayList<>();
        long border = (now - OPEN.toMillis()) / wideMillis * wideMillis;
        for (long at = now - narrowMillis; at >= border; at -= narrowMillis) {
            buckets.add(narrow + "." + at / narrowMillis);
        }
        for (long at = border - 1; at > now - past.toMillis(); at -= wideMillis) {
            buckets.add(wide + "." + at / wideMillis);
        }
        String task = present.substring(partition.length(), present.lastIndexOf(':') + 1);
        double changes = Double.parseDouble(redis.hget(partition + "meta", "changes")) + 1;
        for (String bucket : buckets) {
            assertThat(redis.copy(present, partition + task + bucket)).isTrue();
            redis.zadd(partition + "changed", changes, task + bucket);
        }
        // Only now: whoever sees it count reads what changed by then.
        long ignored = redis.hincrby(partition + "meta", "changes", 1);
        await(1_000.0 * (buckets.size() + 1));
        System.out.println(String.format(
                Locale.ROOT,
                "the old task has %,d buckets of %d variants over %d days",
                buckets.size() + 1,
                VARIANTS,
                past.toDays()));
    }

    private static void await(double decisions) {
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        while (PAGES.api().get("/v1/tasks/old/stats").json().number("decisions") < decisions) {
            assertThat(System.nanoTime()).as("the evidence is read in time").isLessThan(endNanos);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static String spread(List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "median %.0f ms, %.0f to %.0f ms of %d",
                sorted.get(sorted.size() / 2),
                sorted.getFirst(),
                sorted.getLast(),
                sorted.size());
    }

    @Test
    void aTask_isSeen() {
        view("watched");
    }

    @Test
    void aTaskOfNinetyDaysAndTwentyVariants_isSeen() {
        view("old");
    }

    /** With nothing cached, from asking for the page until the verdict is there, and until all charts are. */
    private static void view(String task) {
        List<Double> verdicts = new ArrayList<>();
        List<Double> charts = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Page page = PAGES.blank(WIDE, ColorScheme.LIGHT);
            page.addInitScript(NOTES_THE_VERDICT);
            AtomicLong received = new AtomicLong();
            CDPSession session = page.context().newCDPSession(page);
            session.on("Network.loadingFinished", event -> {
                received.addAndGet(event.get("encodedDataLength").getAsLong());
            });
            JsonObject ignored = session.send("Network.enable");
            page.navigate(PAGES.server() + "/#/task/" + task);
            charts.add(((Number) page.evaluate(DRAWN, CHARTS)).doubleValue());
            verdicts.add(((Number) page.evaluate("window.verdictAt")).doubleValue());
            bytes = received.get();
            page.context().close();
        }
        System.out.println(String.format(Locale.ROOT, "%s: the verdict is seen after %s", task, spread(verdicts)));
        System.out.println(String.format(Locale.ROOT, "%s: all charts are drawn after %s", task, spread(charts)));
        System.out.println(String.format(Locale.ROOT, "%s: %,d bytes came over the wire", task, bytes));
        assertThat(bytes).isPositive().isLessThan(TRANSFER_BYTES_MAX);
    }

    @Test
    void aThousandUpdates_takeNoMemory() {
        Page page = PAGES.blank(WIDE, ColorScheme.LIGHT);
        page.addInitScript("""
                window.EventSource = class extends EventSource {
                  addEventListener(type, listener) {
                    super.addEventListener(type, listener);
                    if (type === 'stats') {
                      window.update = listener;
                    }
                  }
                };""");
        page.navigate(PAGES.server() + "/#/task/watched");
        Object drawn = page.evaluate(DRAWN, CHARTS);
        assertThat(drawn).isNotNull();
        update(page, UPDATES_TO_WARM);
        double before = heapBytes(page);
        update(page, UPDATES);
        double after = heapBytes(page);
        System.out.println(String.format(
                Locale.ROOT,
                "%,d live updates take the heap from %.2f to %.2f MB, %+.1f%%",
                UPDATES,
                before / 1e6,
                after / 1e6,
                100 * (after / before - 1)));
        assertThat(after).isLessThan(GROWTH_MAX * before);
    }

    /** As the stream would, each with other figures. */
    private static void update(Page page, int count) {
        Object ignored = page.evaluate("""
                async (count) => {
                  const stats = await (await fetch('/v1/tasks/watched/stats')).json();
                  for (let i = 0; i < count; i++) {
                    stats.decisions += 1;
                    stats.variants.forEach((variant, place) => {
                      variant.decisions += 1;
                      variant.mean = 0.2 + 0.5 * Math.abs(Math.sin(i + place));
                      variant.probability_best = Math.abs(Math.cos(i + place));
                    });
                    window.update({ data: JSON.stringify(stats) });
                    await new Promise((next) => setTimeout(next, 10));
                  }
                }""", count);
    }

    private static double heapBytes(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        JsonObject ignored = session.send("HeapProfiler.collectGarbage");
        ignored = session.send("HeapProfiler.collectGarbage");
        double used = session.send("Runtime.getHeapUsage").get("usedSize").getAsDouble();
        session.detach();
        return used;
    }

    @Test
    void aReward_isSeenSoon() {
        Page page = PAGES.open("#/task/watched");
        assertThat(page.locator(".live")).hasText("live");
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Object ignored = page.evaluate("""
                    () => {
                      const outcomes = () => document.querySelector('.figures > [data-key="Outcomes"] dd').firstChild.data;
                      const before = outcomes();
                      window.seen = new Promise((done) => {
                        const observer = new MutationObserver(() => {
                          if (outcomes() !== before) {
                            observer.disconnect();
                            done(Date.now());
                          }
                        });
                        observer.observe(document.querySelector('.figures'), { subtree: true, characterData: true, childList: true });
                      });
                    }""");
            PAGES.traffic("watched", 1, "resolved", variant -> 1);
            double rewarded = System.currentTimeMillis();
            millis.add(((Number) page.evaluate("window.seen")).doubleValue() - rewarded);
        }
        System.out.println(String.format(
                Locale.ROOT, "a reward is seen on an open page, after it was answered: %s", spread(millis)));
    }

    @Test
    void tenThousandTasks_areScrolledAndFiltered() {
        Page page = PAGES.blank(WIDE, ColorScheme.LIGHT);
        TasksPageTest.listTenThousand(page);
        page.navigate(PAGES.server() + "/#/");
        assertThat(page.locator("main")).containsText("10,000 tasks of 10,000");
        Object scrolled = page.evaluate("""
                async () => {
                  const rows = document.querySelector('.rows');
                  let last = performance.now();
                  const frames = [];
                  for (let i = 1; i <= 200; i++) {
                    rows.scrollTo(0, rows.scrollHeight * ((i * 37) % 200) / 200);
                    await new Promise(requestAnimationFrame);
                    frames.push(performance.now() - last);
                    last = performance.now();
                  }
                  return Math.max(...frames);
                }""");
        Object filtered = page.evaluate("""
                async () => {
                  const search = document.querySelector('input[type=search]');
                  const frames = [];
                  let last = performance.now();
                  for (const text of ['t', 'ta', 'task', 'task-0', 'task-09', 'task-099', 'task-0999', '', 'one', 'one of 5', '']) {
                    search.value = text;
                    search.dispatchEvent(new Event('input', { bubbles: true }));
                    await new Promise(requestAnimationFrame);
                    frames.push(performance.now() - last);
                    last = performance.now();
                  }
                  const sort = document.querySelector('select[aria-label=Sort]');
                  for (const option of sort.options) {
                    sort.value = option.value;
                    sort.dispatchEvent(new Event('change', { bubbles: true }));
                    await new Promise(requestAnimationFrame);
                    frames.push(performance.now() - last);
                    last = performance.now();
                  }
                  return Math.max(...frames);
                }""");
        System.out.println(String.format(
                Locale.ROOT,
                "10,000 tasks: the longest frame of 200 jumps is %.0f ms, of 11 searches and 6 sorts %.0f ms",
                ((Number) scrolled).doubleValue(),
                ((Number) filtered).doubleValue()));
    }
}
