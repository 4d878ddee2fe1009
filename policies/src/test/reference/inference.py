"""Writes the reference values that the tests of dev.pulley.policies.inference read.

Everything is integrated from the definitions, not from the closed forms that the code uses.
Run from policies/: python3 src/test/reference/inference.py   (needs mpmath, numpy and scipy; takes minutes)
"""

import math
import pathlib

import mpmath as mp
import numpy as np
import scipy
from scipy import optimize, stats

mp.mp.dps = 25
FOLDER = pathlib.Path("src/test/resources/dev/pulley/policies/inference")
TOOLS = f"mpmath {mp.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"


def write(name, about, header, rows):
    lines = [f"# {about} Made by src/test/reference/inference.py with {TOOLS}.", header]
    lines += [",".join(c if isinstance(c, str) else mp.nstr(mp.mpf(c), 17) for c in row) for row in rows]
    (FOLDER / name).write_text("\n".join(lines) + "\n")
    print(name, len(rows))


def log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def log_incomplete_beta(x, a, b):
    """ln I_x(a, b), by a series of which every term is positive (DLMF 8.17.8)."""
    if x > (a + 1) / (a + b + 2):
        return mp.log1p(-mp.exp(log_incomplete_beta(1 - x, b, a)))
    term = total = mp.mpf(1)
    k = 0
    while term > total * mp.eps:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    return a * mp.log(x) + b * mp.log(1 - x) - mp.log(a) - log_beta(a, b) + mp.log(total)


class Curve:
    """A distribution with composite Gauss-Legendre nodes on stretches that grow with the distance from its middle."""

    def __init__(self, text):
        kind, *numbers = text.split(":")
        self.text = text
        if kind == "beta":
            self.law = stats.beta(*map(float, numbers))
            self.spread = self.law.std()
            self.low, self.high = 0.0, 1.0
        else:
            freedom, location, self.spread = map(float, numbers)
            self.law = stats.t(freedom, location, self.spread)
            self.low, self.high = location - 1e12 * self.spread, location + 1e12 * self.spread
        self.mean = self.law.mean()
        steps = np.concatenate(([0.0], np.geomspace(0.1, 1e12, 240)))
        around = np.concatenate((self.mean - self.spread * steps[::-1], self.mean + self.spread * steps))
        # Towards an end that the density may be infinite at, stretches shrink again.
        ends = np.geomspace(1e-300, 1e-2, 1200) if kind == "beta" else np.array([])
        stops = np.concatenate((around, ends, 1 - np.geomspace(1e-16, 1e-2, 80) if kind == "beta" else ends))
        self.stops = np.unique(np.concatenate(([self.low], stops[(stops > self.low) & (stops < self.high)], [self.high])))


def nodes(stops):
    points, weights = np.polynomial.legendre.leggauss(24)
    middle, half = (stops[1:] + stops[:-1]) / 2, (stops[1:] - stops[:-1]) / 2
    return (middle[:, None] + half[:, None] * points).ravel(), (half[:, None] * weights).ravel()


def expected_maximum(curves):
    stops = np.unique(np.concatenate([curve.stops for curve in curves]))
    centre = max(curve.mean for curve in curves)
    x, w = nodes(np.concatenate((stops[stops < centre], [centre])))
    below = np.prod([curve.law.cdf(x) for curve in curves], axis=0)
    y, v = nodes(np.concatenate(([centre], stops[stops > centre])))
    over = -np.expm1(np.sum([np.log1p(-curve.law.sf(y)) for curve in curves], axis=0))
    return centre + math.fsum(v * over) - math.fsum(w * below)


def difference_quantile(variant, control, probability):
    x, w = nodes(np.unique(np.concatenate((variant.stops, control.stops))))

    def cdf(d):
        if variant.spread < control.spread:
            return math.fsum(w * variant.law.pdf(x) * control.law.sf(x - d))
        return math.fsum(w * control.law.pdf(x) * variant.law.cdf(x + d))

    reach = 20 * math.hypot(variant.spread, control.spread)
    centre = variant.mean - control.mean
    return optimize.brentq(lambda d: cdf(d) - probability, centre - reach, centre + reach, xtol=1e-15 * reach, rtol=1e-14)


def density(a, b, x):
    return mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x) - log_beta(a, b)) if 0 < x < 1 else mp.mpf(0)


def around(a, b):
    mean = a / (a + b)
    spread = mp.sqrt(mean * (1 - mean) / (a + b + 1))
    return {x for c in (-40, -12, -6, -3, -1, 0, 1, 3, 6, 12, 40) if 0 < (x := mean + c * spread) < 1}


def beta_mixture(successes, failures, prior, mean, above=None):
    """ln of the mixture over rates p, or only over those above (below) the mean, of the likelihood ratio of p and mean."""
    a, b = prior * mp.mpf(mean), prior * (1 - mp.mpf(mean))
    stops = sorted({mp.mpf(0), mp.mpf(1), mp.mpf(mean)} | around(a + successes, b + failures) | around(a, b))
    if above is not None:
        stops = [x for x in stops if (x >= mean if above else x <= mean)]
    ratio = lambda p: mp.exp(successes * mp.log(p / mean) + failures * mp.log((1 - p) / (1 - mean))) if 0 < p < 1 else 0
    whole = mp.quad(lambda p: density(a, b, p), stops)
    return mp.log(mp.quad(lambda p: density(a, b, p) * ratio(p), stops) / whole)


def student_mixture(count, distance, scatter, prior):
    """ln of the ratio of likelihoods, both averaged over the standard deviation by d sigma / sigma, one of them over
    the standardised effect by its normal prior as well. Trapezoids, which are exact to rounding for such functions."""
    log_sigma = np.log(scatter / count) / 2 + np.linspace(-4, 60 / count + 4, 6001)[:, None]
    effect = np.linspace(-10, 10, 2001)[None, :] / np.sqrt(prior)
    sigma = np.exp(log_sigma)

    def log_likelihood(e):
        return -count * log_sigma - (scatter + count * (distance - e * sigma) ** 2) / (2 * sigma ** 2)

    weights = np.exp(-effect ** 2 * prior / 2)
    peak = log_likelihood(0.0).max()
    mixed = (np.exp(log_likelihood(effect) - peak) * weights).sum() / weights.sum()
    return np.log(mixed / np.exp(log_likelihood(0.0) - peak).sum())


def numeric_guardrail(values, limit):
    """The probability of a mean over the limit, with a flat prior of ln sigma and a mean worth ten values at the limit."""
    count, average = len(values), sum(values) / len(values)
    scatter = sum((x - average) ** 2 for x in values)
    deviation = mp.sqrt((scatter + count * (average - limit) ** 2) / count)

    def over(sigma):
        precision = (count + 10) / sigma ** 2
        mean = (count * average + 10 * limit) / (count + 10)
        return mp.ncdf((mean - limit) * mp.sqrt(precision))

    def weight(sigma):
        shrunk = scatter + mp.mpf(10 * count) / (count + 10) * (average - limit) ** 2
        return mp.exp(-count * mp.log(sigma / deviation) - shrunk / (2 * sigma ** 2)) / sigma

    stops = [deviation * mp.mpf(c) for c in (0.05, 0.2, 0.4, 0.6, 0.8, 1, 1.3, 1.8, 3, 8, 40, 1000)] + [mp.inf]
    return mp.quad(lambda s: weight(s) * over(s), stops) / mp.quad(weight, stops)


def write_maxima():
    cases = [
        "beta:1:1;beta:1:1;beta:1:1",
        "beta:3:5;beta:2:9;beta:0.5:0.5",
        "beta:0.05:0.2;beta:0.3:4",
        "beta:4000:6000;beta:400:580;beta:3:4;beta:41:59;beta:1:30",
        "beta:500000:500000;beta:1.5:1.5",
        "beta:70:9930;beta:90:9910;beta:80:9920",
        "student:2:0:1;student:2:0.5:3",
        "student:5:10:2;student:5:11:0.002;student:5:8:4",
        "student:400:-3:0.1;student:400:-3.05:0.2;student:400:-2.9:0.05;student:400:-4:1",
    ]
    write("expected-maximum.csv", "The expectation of the greatest of independent variables.", "curves,expected",
          [(case, expected_maximum([Curve(text) for text in case.split(";")])) for case in cases])


def write_lifts():
    cases = [
        ("beta:30:70", "beta:20:80"), ("beta:1:1", "beta:1:1"), ("beta:0.6:3", "beta:5:2"),
        ("beta:5000:5000", "beta:3:4"), ("beta:3:4", "beta:5000:5000"), ("beta:200:19800", "beta:150:19850"),
        ("student:2:1:2", "student:2:0:1"), ("student:9:5:0.01", "student:9:4:3"), ("student:1000:-1:1", "student:1000:2:1.5"),
    ]
    write("lift.csv", "Quantiles of the difference of two independent variables.", "variant,control,low,high",
          [(v, c, difference_quantile(Curve(v), Curve(c), 0.025), difference_quantile(Curve(v), Curve(c), 0.975))
           for v, c in cases])


def write_mixtures():
    rows = []
    for successes, failures, prior, mean in [
            (0, 3, 500, 0.5), (1, 0, 500, 0.03), (7, 3, 500, 0.5), (60, 40, 200, 0.5), (5, 995, 500, 0.01),
            (480, 520, 200, 0.55), (2.5, 4.25, 200, 0.6), (30000, 70000, 500, 0.304), (30000, 70000, 200, 0.29)]:
        rows.append((str(successes), str(failures), str(prior), str(mean),
                     beta_mixture(successes, failures, prior, mean),
                     beta_mixture(successes, failures, prior, mean, True),
                     beta_mixture(successes, failures, prior, mean, False)))
    write("beta-mixture.csv", "Logarithms of beta mixtures of likelihood ratios.",
          "successes,failures,prior,mean,against,above,below", rows)
    rows = []
    for count, distance, scatter, prior in [(3, 0.5, 2, 500), (10, 1.5, 9, 200), (80, 0.4, 70, 500), (900, -0.3, 4000, 200)]:
        rows.append((str(count), str(distance), str(scatter), str(prior),
                     student_mixture(count, distance, scatter, prior)))
    write("student-mixture.csv", "Logarithms of normal mixtures of likelihood ratios of unknown variance.",
          "outcomes,distance,scatter,prior,against", rows)


def write_contests():
    def log_over(mean, up, down):
        a, b = 200 * mean, 200 * (1 - mean)
        log_ratio = log_beta(a + up, b + down) - log_beta(a, b) - up * mp.log(mean) - down * mp.log(1 - mean)
        return log_ratio + log_incomplete_beta(1 - mean, b + down, a + up) - log_incomplete_beta(1 - mean, b, a)

    rows = []
    for better, worse in [((60, 40), (40, 60)), ((300, 700), (20, 80)), ((50, 10), (6000, 4000)),
                          ((30000, 70000), (10, 90)), ((30, 2970), (5, 2995)), ((3, 0), (1, 9))]:
        evidence = lambda m: log_over(m, *better) + log_over(1 - m, worse[1], worse[0])
        grid = [mp.mpf(i) / 200 for i in range(1, 200)]
        for _ in range(8):
            values = [evidence(m) for m in grid]
            best = values.index(min(values))
            low, high = grid[max(0, best - 1)], grid[min(len(grid) - 1, best + 1)]
            grid = [low + (high - low) * i / 12 for i in range(13)]
        rows.append(tuple(str(x) for x in better + worse) + (min(values),))
    write("contest.csv", "The least evidence, over all common means, that one rate is over another.",
          "successes,failures,other_successes,other_failures,evidence", rows)


def write_guardrails():
    rows = []
    for bad, count, limit in [(0, 0, 0.01), (3, 100, 0.01), (12, 500, 0.01), (1, 5000, 0.01), (40, 100, 0.3)]:
        bound = mp.mpf(str(limit))
        probability = mp.exp(log_incomplete_beta(1 - bound, 1 / bound - 1 + count - bad, mp.mpf(1 + bad)))
        rows.append((str(bad), str(count), str(limit), probability))
    write("guardrail-binary.csv", "The probability that a rate is over a limit.", "bad,count,limit,probability", rows)
    rows = []
    for values, limit in [([2, 3, 4], 2), ([0.5, 0.7, 0.2, 0.9, 1.1, 0.3, 0.8], 1), ([5] * 12, 4), ([-1, 4, 2, 7, 3, 3, 9, 1], 2.5)]:
        rows.append((";".join(str(x) for x in values), str(limit), numeric_guardrail([mp.mpf(x) for x in values], mp.mpf(limit))))
    write("guardrail-number.csv", "The probability that a mean is over a limit.", "values,limit,probability", rows)


def fair_coin_mixture(won, lost, prior):
    """The likelihood of so many heads and tails under a coin whose bias is Beta(prior, prior), over that of a fair one."""
    density = lambda p: p ** (prior - 1) * (1 - p) ** (prior - 1)
    ratio = lambda p: (2 * p) ** won * (2 * (1 - p)) ** lost * density(p)
    cuts = [mp.mpf(k) / 512 for k in range(513)]
    return mp.quad(ratio, cuts) / mp.quad(density, cuts)


def write_sample_ratios():
    rows = []
    for contests in ([(0, 1), (1, 0)], [(9, 11), (11, 9)], [(0, 12), (12, 0)], [(260, 240), (240, 260)],
                     [(560, 440), (440, 560)], [(40, 50), (300, 290), (100, 100)], [(5300, 4700), (4700, 5300)]):
        averages = [mp.fsum(fair_coin_mixture(w, l, a) for a in (1, 10, 100, 1000)) / 4 for w, l in contests]
        average = mp.fsum(averages) / len(averages)
        rows.append([";".join(f"{w}:{l}" for w, l in contests), min(mp.mpf(1), 1 / average)])
    write("sample-ratio.csv", "p-values, from won and lost contests of each variant.", "variants,p_value", rows)


def write_regrets():
    """Three variants, the third absent from the second set of decisions, one of them about to be chosen evenly."""
    rows = []
    draws = np.random.default_rng(20261121)
    for curves, counts in [
            ("beta:30:70;beta:25:75;beta:4:6", ([500, 300, 200], [100, 60])),
            ("beta:900:9100;beta:110:990;beta:12:88", ([9000, 900, 100], [1000, 200])),
            ("student:30:5:0.3;student:30:4.6:0.5;student:30:5.2:1.2", ([70, 20, 10], [40, 40]))]:
        laws = [Curve(text) for text in curves.split(";")]
        means = np.array([law.mean for law in laws])
        best, best_two = expected_maximum(laws), expected_maximum(laws[:2])
        total = np.array(counts[0]) @ (best - means) + np.array(counts[1]) @ (best_two - means[:2])
        even = sum(counts[0]) * (best - means.mean()) + sum(counts[1]) * (best_two - means[:2].mean())
        drawn = np.array([law.law.rvs(size=4_000_000, random_state=draws) for law in laws])
        greatest, greatest_two = drawn.max(axis=0), drawn[:2].max(axis=0)
        earned = np.array(counts[0]) @ drawn + np.array(counts[1]) @ drawn[:2]
        totals = sum(counts[0]) * greatest + sum(counts[1]) * greatest_two - earned
        saved = earned - sum(counts[0]) * drawn.mean(axis=0) - sum(counts[1]) * drawn[:2].mean(axis=0)
        rows.append((curves, ";".join(map(str, counts[0])), ";".join(map(str, counts[1])),
                     best - means.mean(), total, *np.quantile(totals, (0.05, 0.95)),
                     even, even - total, *np.quantile(saved, (0.05, 0.95)),
                     np.quantile(greatest - drawn[means.argmax()], 0.95)))
    write("regret.csv", "Regret; quantiles are of four million draws.",
          "curves,decisions,decisions_without_third,per_decision,total,total_low,total_high,even_split_total,saved,"
          "saved_low,saved_high,value_remaining", rows)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_guardrails()
    write_sample_ratios()
    write_contests()
    write_mixtures()
    write_regrets()
    write_maxima()
    write_lifts()
