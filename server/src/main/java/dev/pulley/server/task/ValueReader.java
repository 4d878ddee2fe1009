package dev.pulley.server.task;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.ProblemCode;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the values that definitions are made of; one that is not as it must be is a fault, and null. */
final class ValueReader {
    private static final Duration DURATION_MAX = Duration.ofDays(90);

    private final JsonReader in;

    ValueReader(JsonReader in) {
        this.in = in;
    }

    @Nullable
    String name() throws MalformedJson {
        String text = in.string();
        if (text == null || Names.isName(text)) {
            return text;
        }
        invalid(Names.RULE);
        return null;
    }

    @Nullable
    String oneOf(Set<String> allowed) throws MalformedJson {
        String text = in.string();
        if (text == null || allowed.contains(text)) {
            return text;
        }
        invalid("must be one of " + String.join(", ", allowed.stream().sorted().toList()));
        return null;
    }

    @Nullable
    Duration duration(Duration least) throws MalformedJson {
        return duration(least, DURATION_MAX);
    }

    @Nullable
    Duration duration(Duration least, Duration most) throws MalformedJson {
        String text = in.string();
        if (text == null) {
            return null;
        }
        Duration duration = Durations.parse(text.toLowerCase(Locale.ROOT)).orElse(null);
        if (duration == null) {
            invalid(Durations.RULE);
        } else if (duration.compareTo(most) > 0 || duration.compareTo(least) < 0) {
            invalid("must be from " + Durations.format(least) + " to " + Durations.format(most));
            return null;
        }
        return duration;
    }

    /** A number of a size that the learner can reckon with; one that was stored before there was a limit stays as it is. */
    @Nullable
    Double number() throws MalformedJson {
        Double number = in.number();
        if (number != null && !in.isStored() && !(Math.abs(number) <= MetricKind.REAL_MAX)) {
            invalid("must be a number of at most 1e15 in size");
            return null;
        }
        return number;
    }

    void invalid(String detail) {
        in.fault(ProblemCode.INVALID_TASK, detail);
    }

    /** A number from 0 to 1. */
    @Nullable
    Double share() throws MalformedJson {
        Double share = in.isNull() ? null : in.number();
        if (share != null && !(share >= 0 && share <= 1)) {
            invalid("must be from 0 to 1");
            return null;
        }
        return share;
    }
}
