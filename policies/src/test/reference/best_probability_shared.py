"""Makes best_probability_shared.csv: the probability of being best of binary variants that share an uncertain beta prior.

    python3 best_probability_shared.py > ../resources/dev/pulley/policies/inference/best_probability_shared.csv

The hyperprior is that of SharedBetaPrior: means at the 15 quantiles of the arcsine distribution, sizes 1, 2, ... 64, all
of equal weight. Given a point, variants are independent betas; the integral is a trapezoidal sum over the logit, with
steps that widen outwards.
"""

import numpy
import scipy
from scipy.special import betainc, betaln, expit

GRID = [
    (numpy.sin(numpy.pi / 2 * (i + 0.5) / 15) ** 2, 2.0**log_size) for log_size in range(7) for i in range(15)
]
FAR = 30
STEPS = numpy.linspace(-12, 12, 24001)
LOGITS = numpy.sinh(STEPS)
WIDTHS = numpy.cosh(STEPS) * (STEPS[1] - STEPS[0])


def density(a, b):
    return numpy.exp(-a * numpy.logaddexp(0, -LOGITS) - b * numpy.logaddexp(0, LOGITS) - betaln(a, b))


def below(a, b):
    low = numpy.exp(a * numpy.minimum(LOGITS, -FAR) - numpy.log(a) - betaln(a, b))
    high = 1 - numpy.exp(-b * numpy.maximum(LOGITS, FAR) - numpy.log(b) - betaln(a, b))
    middle = betainc(a, b, expit(LOGITS))
    return numpy.where(LOGITS < -FAR, low, numpy.where(LOGITS > FAR, high, middle))


def write(name, counts):
    logs = numpy.array([
        sum(betaln(m * v + s, (1 - m) * v + f) - betaln(m * v, (1 - m) * v) for s, f in counts) for m, v in GRID
    ])
    weights = numpy.exp(logs - logs.max())
    weights /= weights.sum()
    best = numpy.zeros(len(counts))
    for weight, (m, v) in zip(weights, GRID):
        given = [(m * v + s, (1 - m) * v + f) for s, f in counts]
        for k, one in enumerate(given):
            rest = numpy.prod([below(*other) for j, other in enumerate(given) if j != k], axis=0)
            best[k] += weight * (WIDTHS * density(*one) * rest).sum()
    assert abs(best.sum() - 1) < 1e-8, best.sum()
    for (s, f), probability in zip(counts, best):
        print(f"{name},{s},{f},{probability:.10f}")


def main():
    print(f"# best_probability_shared.py with scipy {scipy.__version__}")
    print("case,successes,failures,probability")
    write("nothing yet", [(0, 0), (0, 0), (0, 0)])
    write("few", [(3, 5), (0, 4), (7, 1), (2, 2), (0, 0)])
    write("a leader", [(40, 11), (12, 9), (5, 6), (3, 5), (4, 3)])
    write("rare", [(2, 41), (0, 9), (1, 22), (3, 12), (0, 11)])
    write("nearly sure", [(70, 1), (20, 1), (3, 1), (0, 1), (3, 0)])
    write("many outcomes", [(600, 400), (520, 480), (29, 31)])


if __name__ == "__main__":
    main()
