package dev.pulley.server.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * All files of the pages, read once. A file's path has the edition in it, so that a browser may keep it for good: another
 * edition has other paths. Immutable.
 */
public final class Pages {
    /** Ours, all of which a browser needs on its first view. */
    static final List<String> OWN = List.of(
            "actions.js",
            "api.js",
            "app.js",
            "chart.js",
            "chart-allocation.js",
            "chart-beliefs.js",
            "chart-best.js",
            "chart-delay.js",
            "chart-outcomes.js",
            "chart-regret.js",
            "colours.js",
            "definition.js",
            "dialog.js",
            "dom.js",
            "explain.js",
            "export.js",
            "figures.js",
            "format.js",
            "head.js",
            "hill.js",
            "live.js",
            "pulley.css",
            "pulley.svg",
            "range.js",
            "router.js",
            "session.js",
            "snippets.js",
            "spark.js",
            "steps.js",
            "table.js",
            "theme.js",
            "trail.js",
            "variants.js",
            "verdict.js",
            "view-edit.js",
            "view-sign-in.js",
            "view-task.js",
            "view-tasks.js",
            "view-try.js",
            "virtual-rows.js");

    private static final String HOME = "index.html";
    private static final String CHARTS = "echarts.js";
    /** As it lies in the jar of org.mvnpm:echarts, whose version the root pom has. */
    private static final String CHARTS_RESOURCE = "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.esm.min.js";

    private static final int EDITION_LENGTH = 16;
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final String edition;
    private final PageFile home;
    private final Map<String, PageFile> files;

    private Pages(String edition, PageFile home, Map<String, PageFile> files) {
        this.edition = edition;
        this.home = home;
        this.files = Map.copyOf(files);
    }

    /** Reads and packs all files, which takes about a tenth of a second. */
    public static Pages load() {
        Map<String, byte[]> contents = new TreeMap<>();
        OWN.forEach(name -> contents.put(name, read(name)));
        contents.put(CHARTS, read(CHARTS_RESOURCE));
        byte[] frame = read(HOME);
        String edition = edition(contents, frame);
        String home = new String(frame, StandardCharsets.UTF_8)
                .replace("{edition}", edition)
                .replace("{preloads}", preloads(edition));
        Map<String, PageFile> files = new TreeMap<>();
        contents.forEach((name, bytes) -> files.put(name, file(name, bytes)));
        return new Pages(edition, file(HOME, home.getBytes(StandardCharsets.UTF_8)), files);
    }

    private static byte[] read(String resource) {
        try (InputStream in = Pages.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the pages' file " + resource + " is not packed with the server");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String edition(Map<String, byte[]> contents, byte[] frame) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            contents.forEach((name, bytes) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest(frame)).substring(0, EDITION_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** So that a browser asks for all modules at once, and not for one after the other as they name each other. */
    private static String preloads(String edition) {
        return OWN.stream()
                .filter(name -> name.endsWith(".js"))
                .map(name -> "<link rel=\"modulepreload\" href=\"/pages/" + edition + "/" + name + "\">")
                .collect(Collectors.joining("\n"));
    }

    private static PageFile file(String name, byte[] bytes) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return new PageFile(TYPES.getOrDefault(ending, "application/octet-stream"), bytes, zipped(bytes));
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new ThoroughGzip(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static final class ThoroughGzip extends GZIPOutputStream {
        ThoroughGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    public String edition() {
        return edition;
    }

    /** The page that all others are shown in. */
    public PageFile home() {
        return home;
    }

    /** A file of an edition; nothing where that is not this one, or has no such file. */
    public Optional<PageFile> file(String ofEdition, String name) {
        return edition.equals(ofEdition) ? Optional.ofNullable(files.get(name)) : Optional.empty();
    }
}
