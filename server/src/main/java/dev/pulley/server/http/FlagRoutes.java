package dev.pulley.server.http;

import dev.pulley.server.decision.Decided;
import dev.pulley.server.decision.Prospect;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tasks as feature flags, for OpenFeature's providers: {@code POST /ofrep/v1/evaluate/flags/{key}} and
 * {@code POST /ofrep/v1/evaluate/flags}. A single evaluation is a decision. One of all flags is a decision of each task
 * that may never be shown, and so awaits its exposure.
 */
final class FlagRoutes {
    /** A tenant with more tasks is told to ask for its flags one by one. */
    private static final int FLAGS_MAX = 10_000;
    /** Of all flags so many are decided; the others fail each by itself. */
    private static final int DECISIONS_MAX = 1_000;
    /** And so do those after payloads of this much. */
    private static final long PAYLOADS_BYTES_MAX = 16 << 20;

    private static final int TAG_BYTES = 16;
    private static final String WEAK = "W/";

    private final Decider decider;
    private final RequestMeters meters;

    FlagRoutes(Decider decider, RequestMeters meters) {
        this.decider = decider;
        this.meters = meters;
    }

    void addTo(Router router) {
        router.post(FlagWriter.FLAGS + "/:key").handler(this::evaluate);
        router.post(FlagWriter.FLAGS).handler(this::evaluateAll);
    }

    private void evaluate(RoutingContext request) {
        String key = Objects.requireNonNull(request.pathParam("key"), "the route has the key in its path");
        switch (Bodies.read(request, new FlagForm(TraceContext.of(request)))) {
            case Result.Refused<FlagForm.Asked>(Problem problem) -> FlagWriter.problem(request, problem);
            case Result.Ok<FlagForm.Asked>(FlagForm.Asked asked) ->
                decider.decide(request, asked.of(key, false), result -> answer(request, key, result));
        }
    }

    private void answer(RoutingContext request, String key, Result<Decided> result) {
        JsonWriter out = new JsonWriter();
        switch (result) {
            case Result.Refused<Decided>(Problem problem) -> {
                if (problem.code() != ProblemCode.TASK_ARCHIVED) {
                    FlagWriter.problem(request, problem);
                    return;
                }
                out.object(o -> FlagWriter.disabled(o, key));
            }
            case Result.Ok<Decided>(Decided decided) -> {
                meters.decided();
                out.object(o -> FlagWriter.flag(o, decided));
            }
        }
        Answers.json(request.response(), 200, out.toBytes());
    }

    private void evaluateAll(RoutingContext request) {
        switch (Bodies.read(request, new FlagForm(TraceContext.of(request)))) {
            case Result.Refused<FlagForm.Asked>(Problem problem) -> FlagWriter.problem(request, problem);
            case Result.Ok<FlagForm.Asked>(FlagForm.Asked asked) -> {
                String targetingKey = asked.targetingKey();
                if (targetingKey == null) {
                    FlagWriter.refuse(
                            request,
                            400,
                            FlagWriter.TARGETING_KEY_MISSING,
                            "all flags are evaluated for somebody: the context needs a targetingKey");
                } else {
                    evaluateAll(request, asked, targetingKey);
                }
            }
        }
    }

    private void evaluateAll(RoutingContext request, FlagForm.Asked asked, String targetingKey) {
        int tenant = Callers.tenant(request);
        List<Prospect> prospects = decider.service().prospects(tenant, targetingKey, FLAGS_MAX + 1);
        if (prospects.size() > FLAGS_MAX) {
            FlagWriter.refuse(
                    request,
                    400,
                    FlagWriter.GENERAL,
                    "there are more than " + FLAGS_MAX + " flags; evaluate them one by one");
            return;
        }
        String tag = tag(request, tenant, prospects);
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.ETAG, tag);
        if (isKnown(request.request().getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            Future<Void> ignored = response.setStatusCode(304).end();
            return;
        }
        JsonWriter out = new JsonWriter();
        out.object(o -> o.array("flags", a -> writeAll(a, asked, prospects)).object("metadata", m -> {}));
        Answers.json(response, 200, out.toBytes());
    }

    private void writeAll(JsonWriter out, FlagForm.Asked asked, List<Prospect> prospects) {
        int decided = 0;
        long payloadsBytes = 0;
        for (Prospect prospect : prospects) {
            String key = prospect.task().name();
            if (!prospect.isOpen()) {
                out.object(o -> FlagWriter.disabled(o, key));
            } else if (decided < DECISIONS_MAX && payloadsBytes + prospect.payloadBytes() <= PAYLOADS_BYTES_MAX) {
                decided++;
                payloadsBytes += prospect.payloadBytes();
                meters.decided();
                out.object(o -> FlagWriter.flag(o, decider.service().decide(prospect, asked.of(key, true))));
            } else {
                out.object(o -> FlagWriter.failure(
                        o, key, FlagWriter.GENERAL, "there are too many flags for one answer; evaluate it by itself"));
            }
        }
    }

    /** Of all that was asked and all that would be answered. */
    private static String tag(RoutingContext request, int tenant, List<Prospect> prospects) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((tenant + "\n").getBytes(StandardCharsets.UTF_8));
            for (Prospect prospect : prospects) {
                digest.update((prospect.gist() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            digest.update(Objects.requireNonNull(request.body().buffer(), "it was read")
                    .getBytes());
            return '"' + HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static boolean isKnown(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .map(known -> known.startsWith(WEAK) ? known.substring(WEAK.length()) : known)
                        .anyMatch(tag::equals);
    }
}
