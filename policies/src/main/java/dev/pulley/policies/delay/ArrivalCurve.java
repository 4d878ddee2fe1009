package dev.pulley.policies.delay;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How the delays of those reports that come at all are spread over the bins, from reports of which the late ones are not
 * there yet: the maximum likelihood of truncated counts, after S. Lagakos, L. Barraj and V. De Gruttola, Nonparametric
 * analysis of truncated survival data, 1988, which is Kaplan and Meier's estimate in reversed time.
 *
 * <p>A report is seen only if its delay is shorter than its decision is old. With A_j reports in bin j, of all buckets
 * together; with s_b reports on the decisions of bucket b; and with x_bj the part of bin j that bucket b has passed, the
 * likelihood of the shares f_j is the product of f_j^A_j over that of (sum of f_j x_bj)^s_b. What has not been reported
 * plays no part, so that neither the variants' rates, nor how the traffic between them moves, can bend the curve.
 *
 * <ol>
 *   <li>To start, from the last bin to the first: of the reports in the bins up to j, by decisions old enough to have passed
 *       bin j, the part r_j is in bin j. Then f_j is r_j times the product of 1 - r_i over the later bins i.
 *   <li>A bin counts one 32nd of a report more than it has; so a tail that nothing can be known of yet has a share.
 *   <li>Then the shares follow a few times from themselves, as the likelihood's maximum does: f_j is as A_j, plus what
 *       is still to come, the sum over b of s_b (1 - x_bj) f_j / (sum of f_i x_bi).
 *   <li>What is still to come beyond the oldest decision is no more than what those decisions leave open; nor more than if
 *       the part that has come by a time went on growing with the time as it did over the later half of the bins that the
 *       oldest has passed, in powers of it. Of the usual laws none grows faster later. So what has all come within seconds,
 *       and nothing since, is not thought to take days.
 * </ol>
 */
public final class ArrivalCurve {
    /** What all bins together count for that no report said. */
    private static final double PRIOR_REPORTS = 1;

    /** How many reports are taken to have come lately that have not, lest few say that none will. */
    private static final double UNHEARD_REPORTS = 1;

    private static final double SUM_TOLERANCE = 1e-9;
    private static final int POOLED_ROUNDS = 20;
    private static final int SHRUNK_ROUNDS = 5;

    private final DelayBins bins;
    private final double[] shares;
    private final double[] below;

    /** At each edge of a bin, the standard error of the part of the reports that has come by then; null where none is known. */
    private final double @Nullable [] doubt;

    private ArrivalCurve(DelayBins bins, double[] shares, double @Nullable [] doubt) {
        this.bins = bins;
        this.shares = shares;
        this.below = below(shares);
        this.doubt = doubt;
    }

    /** For each bin the sum of the shares before it, and at the end that of all. */
    static double[] below(double[] shares) {
        double[] below = new double[shares.length + 1];
        for (int bin = 0; bin < shares.length; bin++) {
            below[bin + 1] = below[bin] + shares[bin];
        }
        return below;
    }

    /** A curve that is known, from the part of the reports that comes in each bin. */
    public static ArrivalCurve of(DelayBins bins, double... shares) {
        double sum = 0;
        for (double share : shares) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("shares must be between 0 and 1: " + share);
            }
            sum += share;
        }
        if (shares.length != DelayBins.COUNT || !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
            throw new IllegalArgumentException(
                    "shares must be " + DelayBins.COUNT + " that sum to 1: " + Arrays.toString(shares));
        }
        return new ArrivalCurve(bins, shares.clone(), null);
    }

    /**
     * The curve of reports that are alike.
     *
     * @param reports how many reports the decisions of each bucket have
     * @param delays how many reports each bin has
     * @param silent how many decisions of each bucket have no report of any kind
     */
    static ArrivalCurve of(Ages ages, double[] reports, double[] delays, double[] silent) {
        double[] prior = new double[DelayBins.COUNT];
        Arrays.fill(prior, PRIOR_REPORTS / DelayBins.COUNT);
        HeardReports heard = HeardReports.of(ages, reports);
        double[] shares = start(heard, delays, prior);
        double[] reach = ages.reach(Reports.sum(reports, silent));
        limitTail(ages, reports, silent, reach, shares);
        // The tail is kept: no number of rounds finds out what nobody has seen.
        double tail = 1 - inside(shares, reach);
        improve(heard, delays, prior, shares, POOLED_ROUNDS);
        setUnseen(reach, shares, tail);
        return new ArrivalCurve(ages.bins(), shares, null);
    }

    /**
     * This curve as far as others say nothing else, it counting as so many reports of theirs, which it is in doubt by: as if it was known
     * itself.
     */
    ArrivalCurve towards(Ages ages, double[] reports, double[] delays, double worthReports) {
        double[] prior = new double[DelayBins.COUNT];
        for (int bin = 0; bin < prior.length; bin++) {
            prior[bin] = worthReports * shares[bin];
        }
        double[] own = shares.clone();
        HeardReports heard = HeardReports.of(ages, reports);
        improve(heard, delays, prior, own, SHRUNK_ROUNDS);
        return new ArrivalCurve(bins, own, doubt(heard, delays, prior, own));
    }

    /**
     * By M. Greenwood, The natural duration of cancer, 1926, with time reversed: what has come by the start of bin j is the product of
     * 1 - r_i over the bins i from j on, r_i being the part, of the reports up to bin i, that is in it. Of the variance of its logarithm
     * each bin has r_i / (1 - r_i), over how many reports r_i is known from.
     */
    private static double[] doubt(HeardReports heard, double[] delays, double[] prior, double[] shares) {
        double[] atRisk = atRisk(heard, delays, prior);
        double[] below = below(shares);
        double[] doubt = new double[shares.length + 1];
        double variance = 0;
        for (int bin = shares.length - 1; bin > 0 && below[bin] > 0; bin--) {
            variance += shares[bin] / (below[bin] * atRisk[bin]);
            doubt[bin] = below[bin] * Math.sqrt(variance);
        }
        return doubt;
    }

    /** For each bin how many reports there are in those up to it, by decisions old enough to have passed it. */
    private static double[] atRisk(HeardReports heard, double[] delays, double[] prior) {
        double[] tooYoung = heard.tooYoung();
        double[] atRisk = new double[DelayBins.COUNT];
        double priorBelow = 0;
        double all = 0;
        for (int bin = 0; bin < atRisk.length; bin++) {
            all += delays[bin] + prior[bin];
            // What is expected of buckets that are in the middle of a bin can leave too few, but never none.
            atRisk[bin] = Math.max(delays[bin] + prior[bin] + priorBelow, all - tooYoung[bin]);
            priorBelow += prior[bin];
        }
        return atRisk;
    }

    private static double[] start(HeardReports heard, double[] delays, double[] prior) {
        double[] atRisk = atRisk(heard, delays, prior);
        double[] shares = new double[DelayBins.COUNT];
        double left = 1;
        for (int bin = shares.length - 1; bin >= 0; bin--) {
            double part = (delays[bin] + prior[bin]) / atRisk[bin];
            shares[bin] = left * part;
            left *= 1 - part;
        }
        return shares;
    }

    private static void improve(HeardReports heard, double[] delays, double[] prior, double[] shares, int rounds) {
        for (int round = 0; round < rounds; round++) {
            double[] toCome = heard.toCome(shares);
            double all = 0;
            for (int bin = 0; bin < shares.length; bin++) {
                shares[bin] = prior[bin] + delays[bin] + toCome[bin];
                all += shares[bin];
            }
            for (int bin = 0; bin < shares.length; bin++) {
                shares[bin] /= all;
            }
        }
    }

    private static void setUnseen(double[] reach, double[] shares, double wanted) {
        double unseen = 1 - inside(shares, reach);
        if (!(unseen > 0 && unseen < 1)) {
            return;
        }
        for (int bin = 0; bin < shares.length; bin++) {
            shares[bin] *= reach[bin] * (1 - wanted) / (1 - unseen) + (1 - reach[bin]) * wanted / unseen;
        }
    }

    /** A decision that is still silent may be reported at most once, so the tail has no more reports than those are. */
    private static void limitTail(Ages ages, double[] reports, double[] silent, double[] reach, double[] shares) {
        double unseen = 1 - inside(shares, reach);
        double[] below = below(shares);
        double oldest = 0;
        for (int b = 0; b < reports.length; b++) {
            if (reports[b] + silent[b] > 0) {
                oldest = Math.max(oldest, ages.between(below, b));
            }
        }
        double quiet = 0;
        double heard = 0;
        for (int b = 0; b < reports.length; b++) {
            if (ages.between(below, b) >= oldest / 2) {
                quiet += silent[b];
                heard += reports[b];
            }
        }
        if (heard > 0) {
            double limit = Math.min(quiet / (quiet + heard), unseenByGrowth(reach, Reports.sum(reports), shares));
            setUnseen(reach, shares, Math.min(unseen, limit));
        }
    }

    /** What is beyond the oldest decision if the logarithm of what has come grows on with that of time; 1 if that can't be told. */
    private static double unseenByGrowth(double[] reach, double reports, double[] shares) {
        double passed = DoubleStream.of(reach).sum();
        // Where reports lie in the first bin is not known.
        double from = Math.max(1, passed / 2);
        if (!(passed > from)) {
            return 1;
        }
        double before = 0;
        for (int bin = 0; bin < from; bin++) {
            before += shares[bin] * reach[bin] * Math.min(1, from - bin);
        }
        double grownFrom = before / inside(shares, reach) * reports / (reports + UNHEARD_REPORTS);
        return 1 - Math.pow(grownFrom, Math.log(DelayBins.COUNT / passed) / Math.log(passed / from));
    }

    private static double inside(double[] shares, double[] reach) {
        double sum = 0;
        for (int bin = 0; bin < shares.length; bin++) {
            sum += shares[bin] * reach[bin];
        }
        return sum;
    }

    /** The part of the reports that has come by the ages of a bucket. */
    double by(Ages ages, int bucket) {
        return ages.isClosed(bucket) ? 1 : ages.between(below, bucket);
    }

    /** The standard error of that part. */
    double doubtBy(Ages ages, int bucket) {
        return doubt == null || ages.isClosed(bucket) ? 0 : ages.between(doubt, bucket);
    }

    double[] shares() {
        return shares.clone();
    }

    /** The delay that this part of the reports does not exceed. */
    public double quantileMillis(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("probability must be between 0 and 1: " + probability);
        }
        double below = 0;
        for (int bin = 0; bin < shares.length; bin++) {
            if (below + shares[bin] >= probability) {
                double from = bins.edgeMillis(bin);
                return from + (bins.edgeMillis(bin + 1) - from) * (probability - below) / shares[bin];
            }
            below += shares[bin];
        }
        return bins.closingMillis();
    }
}
