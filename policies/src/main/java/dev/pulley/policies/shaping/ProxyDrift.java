package dev.pulley.policies.shaping;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether one proxy still says of the outcome what it said, from the decisions that have both. It is given these stretch of time by
 * stretch of time, from the oldest to the newest, and then asked. For one thread.
 *
 * <ol>
 *   <li>Within variants, the outcome follows from the proxy by a slope, and leaves the residual variance s&sup2;.
 *   <li>Two things may change: the level of a variant's outcomes where the proxy is what it is, and the slope. So what is
 *       watched is the sum of the residuals of each variant, and the product of the residuals with the proxy around its variant's
 *       average, over all variants.
 *   <li>Each of these is a series of {@link DriftAlarm}. Their statistics are summed, over the variants and over both kinds.
 * </ol>
 *
 * <p>Before there are {@value #LEAST_PAIRS} decisions with both, nothing is said.
 */
public final class ProxyDrift {
    private static final double LEAST_PAIRS = 50;

    /** Levels and slopes. */
    private static final double KINDS = 2;

    /** What is less than this part of the squares that averages were taken off is nothing but rounding. */
    private static final double ROUNDING = 1e-12;

    /** Sums over some decisions that have both. */
    private static final class Sums {
        double count;
        double proxy;
        double outcome;

        void add(double ofCount, double ofProxy, double ofOutcome) {
            count += ofCount;
            proxy += ofProxy;
            outcome += ofOutcome;
        }
    }

    private static final class Products {
        double proxy;
        double both;
        double outcome;

        void add(double ofProxy, double ofBoth, double ofOutcome) {
            proxy += ofProxy;
            both += ofBoth;
            outcome += ofOutcome;
        }

        /** Takes off what is due to the averages of one variant, of whose decisions some may be in these sums. */
        void takeOff(Sums part, Sums all) {
            double meanProxy = all.proxy / all.count;
            double meanOutcome = all.outcome / all.count;
            proxy += meanProxy * (part.count * meanProxy - 2 * part.proxy);
            both += part.count * meanProxy * meanOutcome - meanProxy * part.outcome - meanOutcome * part.proxy;
            outcome += meanOutcome * (part.count * meanOutcome - 2 * part.outcome);
        }
    }

    /** One variant in one stretch. */
    private record Piece(int stretch, Sums sums) {}

    private final List<List<Piece>> pieces = new ArrayList<>();
    private final List<Products> stretches = new ArrayList<>();

    /** Of that many variants. */
    public ProxyDrift(int variants) {
        for (int k = 0; k < variants; k++) {
            pieces.add(new ArrayList<>());
        }
    }

    /** What is added from now on is of a later stretch. */
    public void beginStretch() {
        stretches.add(new Products());
    }

    /** Adds decisions of a variant: how many they count as, and the sums of their proxies and outcomes. */
    public void add(int variant, double count, double proxySum, double outcomeSum) {
        if (!(count > 0)) {
            return;
        }
        List<Piece> ofVariant = pieces.get(variant);
        int stretch = stretches.size() - 1;
        if (ofVariant.isEmpty() || ofVariant.getLast().stretch < stretch) {
            ofVariant.add(new Piece(stretch, new Sums()));
        }
        ofVariant.getLast().sums.add(count, proxySum, outcomeSum);
    }

    /** Adds the squares of the proxies, the products of both and the squares of the outcomes, of decisions of any variants. */
    public void addProducts(double ofProxies, double ofBoth, double ofOutcomes) {
        stretches.getLast().add(ofProxies, ofBoth, ofOutcomes);
    }

    /** What is known of all stretches together, within variants. */
    private final class Fit {
        private final List<Sums> totals = new ArrayList<>();
        private final Products within = new Products();
        private double count;
        private double outcomeSquares;

        Fit() {
            stretches.forEach(products -> within.add(products.proxy, products.both, products.outcome));
            double proxySquares = within.proxy;
            outcomeSquares = within.outcome;
            for (List<Piece> ofVariant : pieces) {
                Sums total = new Sums();
                ofVariant.forEach(piece -> total.add(piece.sums.count, piece.sums.proxy, piece.sums.outcome));
                totals.add(total);
                count += total.count;
                if (total.count > 0) {
                    within.takeOff(total, total);
                }
            }
            within.proxy = within.proxy > ROUNDING * proxySquares ? within.proxy : 0;
            within.outcome = within.outcome > ROUNDING * outcomeSquares ? within.outcome : 0;
        }

        double slope() {
            return within.proxy > 0 ? within.both / within.proxy : 0;
        }

        /** The variance of outcomes that the proxy does not explain; 0 where it explains them all. */
        double residual() {
            double left = within.outcome - slope() * within.both;
            return left > ROUNDING * outcomeSquares ? left / count : 0;
        }
    }

    /** The correlation of both within variants; not a number where one of them never differed. */
    public double correlation() {
        Products within = new Fit().within;
        double squares = within.proxy * within.outcome;
        return squares > 0 ? Math.clamp(within.both / Math.sqrt(squares), -1, 1) : Double.NaN;
    }

    /**
     * Whether it is sure enough that what the proxy says has changed.
     *
     * @param watched how many proxies of the task are watched, which together have a false alarm no more often than once in
     *     {@link DriftAlarm#OUTCOMES_PER_FALSE_ALARM} outcomes
     */
    public boolean isRaised(int watched) {
        return DriftAlarm.isRaised(statistic() / (KINDS * watched));
    }

    /** While nothing changes it is expected to be no more than the outcomes, for each kind. */
    private double statistic() {
        Fit fit = new Fit();
        double variance = fit.residual();
        if (fit.count < LEAST_PAIRS || variance == 0) {
            return 0;
        }
        double sum = 0;
        for (List<Piece> ofVariant : pieces) {
            sum += DriftAlarm.statistic(levels(ofVariant, fit.slope()), variance, 1);
        }
        return fit.within.proxy > 0
                ? sum + DriftAlarm.statistic(slopes(fit), variance, fit.within.proxy / fit.count)
                : sum;
    }

    private static List<DriftAlarm.Stretch> levels(List<Piece> ofVariant, double slope) {
        return ofVariant.stream()
                .map(piece -> new DriftAlarm.Stretch(
                        piece.sums.count, piece.sums.count, piece.sums.outcome - slope * piece.sums.proxy))
                .toList();
    }

    private List<DriftAlarm.Stretch> slopes(Fit fit) {
        double[] counts = new double[stretches.size()];
        Products[] within = new Products[stretches.size()];
        for (int s = 0; s < within.length; s++) {
            Products sums = stretches.get(s);
            within[s] = new Products();
            within[s].add(sums.proxy, sums.both, sums.outcome);
        }
        for (int k = 0; k < pieces.size(); k++) {
            for (Piece piece : pieces.get(k)) {
                counts[piece.stretch] += piece.sums.count;
                within[piece.stretch].takeOff(piece.sums, fit.totals.get(k));
            }
        }
        List<DriftAlarm.Stretch> slopes = new ArrayList<>();
        for (int s = 0; s < within.length; s++) {
            if (counts[s] > 0 && within[s].proxy > 0) {
                slopes.add(new DriftAlarm.Stretch(
                        counts[s], within[s].proxy, within[s].both - fit.slope() * within[s].proxy));
            }
        }
        return slopes;
    }
}
