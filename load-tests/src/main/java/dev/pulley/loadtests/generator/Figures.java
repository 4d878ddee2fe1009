package dev.pulley.loadtests.generator;

import dev.pulley.loadtests.generator.Measured.OfKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts what is answered. Used by the generator's thread alone. */
final class Figures {
    private static final long NANOS_MAX = 120_000_000_000L;
    private static final int DIGITS = 3;
    private static final int MOMENTS_MAX = 100_000;

    private final List<Traffic.Kind> kinds;
    private final Histogram[] nanos;
    private final long[] answered;
    private final long[] queued;
    private final Histogram ofSecond = new Histogram(NANOS_MAX, 2);
    private final List<Moment> moments = new ArrayList<>();
    private final Map<Integer, Long> refusals = new TreeMap<>();
    private String firstRefusal = "";

    Figures(List<Traffic.Kind> kinds) {
        this.kinds = List.copyOf(kinds);
        this.nanos = new Histogram[kinds.size()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = new Histogram(NANOS_MAX, DIGITS);
        }
        this.answered = new long[kinds.size()];
        this.queued = new long[kinds.size()];
    }

    void answered(int kind, int status, long taken, boolean isMeasured) {
        long within = Math.clamp(taken, 0, NANOS_MAX);
        ofSecond.recordValue(within);
        if (isMeasured) {
            nanos[kind].recordValue(within);
            if (status / 100 == 2) {
                answered[kind]++;
            }
            if (status == 202) {
                queued[kind]++;
            }
        }
    }

    /** Would have taken so long at least. */
    void unanswered(int kind, long waited) {
        nanos[kind].recordValue(Math.clamp(waited, 0, NANOS_MAX));
    }

    void refused(int status, String text) {
        if (refusals.isEmpty()) {
            firstRefusal = text;
        }
        refusals.merge(status, 1L, Long::sum);
    }

    Moment second(int second, long open) {
        Moment moment = new Moment(
                second,
                ofSecond.getTotalCount(),
                ofSecond.getValueAtPercentile(50) / 1e3,
                ofSecond.getValueAtPercentile(99) / 1e3,
                open);
        ofSecond.reset();
        if (moments.size() < MOMENTS_MAX) {
            moments.add(moment);
        }
        return moment;
    }

    Measured measured(double seconds, long unsent) {
        List<OfKind> ofKinds = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            ofKinds.add(new OfKind(kinds.get(i), answered[i], queued[i], nanos[i]));
        }
        return new Measured(ofKinds, moments, seconds, refusals, firstRefusal, unsent);
    }
}
