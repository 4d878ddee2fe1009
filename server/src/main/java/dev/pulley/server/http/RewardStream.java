package dev.pulley.server.http;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.reward.Reporter;
import dev.pulley.server.reward.RewardReport;
import dev.pulley.server.reward.RewardReport.Rejected;
import dev.pulley.server.reward.RewardRequest;
import dev.pulley.server.reward.RewardService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A stream of rewards, one a line, without an end that is known. They are taken some hundreds at a time: while those are on their
 * way into the evidence, no more is read, so that a fast sender waits and nothing piles up here. A line that is not a reward is
 * refused alone. One answer tells of all.
 */
final class RewardStream {
    private static final int LINES_PER_STEP = 500;
    /** A line may name a thousand decisions. */
    private static final int BYTES_PER_STEP = 256 << 10;

    private static final int LINE_BYTES_MAX = 1 << 20;

    private final Reporter reporter;
    private final RewardService rewards;
    private final RequestMeters meters;
    private final Context context;
    private final RoutingContext request;
    private final LineCutter lines = new LineCutter(LINE_BYTES_MAX, new LineCutter.Taker() {
        @Override
        public void line(byte[] line) {
            if (!isBlank(line)) {
                gatheredBytes += line.length;
                gathered.add(parse(line));
            }
        }

        @Override
        public void tooLong() {
            gathered.add(
                    Result.refused(ProblemCode.TOO_LARGE, "a line has at most " + (LINE_BYTES_MAX >> 20) + " MiB"));
        }
    });
    private final List<Result<RewardRequest>> gathered = new ArrayList<>();
    private int gatheredBytes;
    private RewardReport sum = new RewardReport(0, 0, 0, 0, 0, 0, List.of());
    private long rejectedCount;
    private int settledLines;
    private boolean isReporting;
    private boolean isEnded;
    private boolean isAnswered;

    RewardStream(RewardService rewards, RequestMeters meters, Context context, RoutingContext request) {
        this.reporter = Callers.reporter(request);
        this.rewards = rewards;
        this.meters = meters;
        this.context = context;
        this.request = request;
    }

    static boolean isOne(RoutingContext request) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/x-ndjson");
    }

    void read() {
        HttpServerRequest http = request.request();
        http.exceptionHandler(cut -> isAnswered = true);
        http.handler(this::take);
        http.endHandler(end -> {
            lines.end();
            isEnded = true;
            step();
        });
        http.resume();
    }

    private void take(Buffer piece) {
        lines.add(piece);
        if (gathered.size() >= LINES_PER_STEP || gatheredBytes >= BYTES_PER_STEP) {
            step();
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte octet : line) {
            if (octet != ' ' && octet != '\r' && octet != '\t') {
                return false;
            }
        }
        return true;
    }

    private static Result<RewardRequest> parse(byte[] line) {
        Faults faults = new Faults();
        RewardForm form = new RewardForm("");
        try {
            JsonReader.readObject(line, faults, in -> name -> form.field(in, name));
        } catch (MalformedJson e) {
            return Result.refused(Problem.at(e.field(), ProblemCode.INVALID_JSON, e.detail()));
        }
        if (faults.areOfWhole()) {
            return Result.refused(faults.toProblem());
        }
        RewardRequest read = form.finish(faults);
        return faults.isEmpty() ? Result.ok(read) : Result.refused(faults.toProblem());
    }

    /** Hands over what is gathered, unless that is under way; answers when all is told. */
    private void step() {
        if (isReporting || isAnswered) {
            return;
        }
        if (gathered.isEmpty()) {
            if (isEnded) {
                answerOnce(() -> Answers.json(
                        request.response(), sum.queued() > 0 ? 202 : 200, RewardRoutes.write(sum, rejectedCount)));
            }
            return;
        }
        isReporting = true;
        request.request().pause();
        List<Result<RewardRequest>> some = List.copyOf(gathered);
        gathered.clear();
        gatheredBytes = 0;
        Future.fromCompletionStage(rewards.report(reporter, some), context)
                .onSuccess(result -> reported(some.size(), result))
                .onFailure(failure -> answerOnce(() -> request.fail(failure)));
    }

    private void reported(int count, Result<RewardReport> result) {
        isReporting = false;
        switch (result) {
            case Result.Refused<RewardReport>(Problem problem) ->
                answerOnce(() -> Answers.problem(request.response(), problem));
            case Result.Ok<RewardReport>(RewardReport report) -> {
                meters.rewarded(report);
                add(report);
                settledLines += count;
                request.request().resume();
                step();
            }
        }
    }

    /** Of what was refused only the first ones are kept. */
    private void add(RewardReport report) {
        rejectedCount += report.rejected().size();
        int room = RewardRoutes.REJECTED_TOLD_MAX - sum.rejected().size();
        List<Rejected> told = report.rejected().stream().limit(room).toList();
        sum = sum.plus(report.withRejected(told), settledLines);
    }

    private void answerOnce(Runnable answer) {
        if (!isAnswered) {
            isAnswered = true;
            answer.run();
        }
    }
}
