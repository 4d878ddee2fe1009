package dev.pulley.server.http;

import dev.pulley.server.pages.PageFile;
import dev.pulley.server.pages.Pages;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code /} and {@code /pages/}: the pages. They ask the API for all else, as any client does. */
final class PageRoutes {
    private static final CharSequence CONTENT_POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    /** What a page may do: run, show and ask what is this server's own, and nothing that stands within the page. */
    private static final CharSequence OWN_ONLY = HttpHeaders.createOptimized("default-src 'none'; script-src 'self'; "
            + "style-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
            + "form-action 'none'");

    private static final CharSequence ASK_AGAIN = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence FOR_GOOD = HttpHeaders.createOptimized("public, max-age=31536000, immutable");

    /** Loaded when a page is first asked for, so that a server starts without it; shared by all event loops. */
    private static final class Loaded {
        static final Pages PAGES = Pages.load();
    }

    private final Context context;

    PageRoutes(Context context) {
        this.context = context;
    }

    void addTo(Router router) {
        router.get("/")
                .handler(request -> answer(request, pages -> {
                    request.response().putHeader(CONTENT_POLICY, OWN_ONLY);
                    send(request, ASK_AGAIN, pages.home());
                }));
        router.get("/pages/:edition/:file").handler(request -> answer(request, pages -> sendFile(request, pages)));
    }

    /** The pages come from a worker, since the first request has to load them. */
    private void answer(RoutingContext request, Consumer<Pages> answering) {
        context.<Pages>executeBlocking(() -> Loaded.PAGES, false)
                .onSuccess(answering::accept)
                .onFailure(request::fail);
    }

    private static void sendFile(RoutingContext request, Pages pages) {
        Optional<PageFile> file = pages.file(part(request, "edition"), part(request, "file"));
        file.ifPresentOrElse(
                found -> send(request, FOR_GOOD, found),
                () -> Answers.problem(
                        request,
                        Problem.of(
                                ProblemCode.NOT_FOUND,
                                "there is no such file in this server's edition of the pages; load the page again")));
    }

    private static String part(RoutingContext request, String name) {
        return Objects.requireNonNull(request.pathParam(name), "the route has it");
    }

    private static void send(RoutingContext request, CharSequence caching, PageFile file) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        boolean isZipped = Packing.isAskedFor(request);
        if (isZipped) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, Packing.GZIP);
        }
        byte[] body = isZipped ? file.zipped() : file.bytes();
        response.putHeader(HttpHeaders.CACHE_CONTROL, caching)
                .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length))
                .end(Buffer.buffer(body));
    }
}
