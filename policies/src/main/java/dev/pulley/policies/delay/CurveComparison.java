package dev.pulley.policies.delay;

/**
 * Whether successes and failures are reported with the same delays: by twice the logarithm of the ratio of the likelihoods
 * that two curves and one have, against what each number more must bring by G. Schwarz, Estimating the dimension of a
 * model, 1978.
 */
final class CurveComparison {
    private CurveComparison() {}

    static boolean areAlike(
            Ages ages, Reports all, ArrivalCurve both, ArrivalCurve ofSuccesses, ArrivalCurve ofFailures) {
        double successes = Reports.sum(all.successDelays);
        double failures = Reports.sum(all.failureDelays);
        if (successes == 0 || failures == 0) {
            return true;
        }
        double gain = logLikelihood(ages, ofSuccesses, all.successes, all.successDelays)
                + logLikelihood(ages, ofFailures, all.failures, all.failureDelays)
                - logLikelihood(ages, both, all.successes, all.successDelays)
                - logLikelihood(ages, both, all.failures, all.failureDelays);
        int more = 0;
        for (int bin = 0; bin < DelayBins.COUNT; bin++) {
            more += all.successDelays[bin] + all.failureDelays[bin] > 0 ? 1 : 0;
        }
        return 2 * gain <= Math.max(1, more - 1) * Math.log(successes + failures);
    }

    private static double logLikelihood(Ages ages, ArrivalCurve curve, double[] reports, double[] delays) {
        double[] shares = curve.shares();
        double sum = 0;
        for (int bin = 0; bin < DelayBins.COUNT; bin++) {
            if (delays[bin] > 0) {
                sum += delays[bin] * Math.log(Math.max(Double.MIN_NORMAL, shares[bin]));
            }
        }
        for (int b = 0; b < reports.length; b++) {
            if (reports[b] > 0) {
                sum -= reports[b] * Math.log(Math.max(Double.MIN_NORMAL, curve.by(ages, b)));
            }
        }
        return sum;
    }
}
