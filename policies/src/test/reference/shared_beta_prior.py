"""Makes shared-beta-prior.csv: the posteriors under a beta prior that the variants share, to 20 digits.

    python3 shared_beta_prior.py > ../resources/dev/pulley/policies/posterior/shared-beta-prior.csv

The hyperprior is that of SharedBetaPrior: means at the 15 quantiles of the arcsine distribution, sizes 1, 2, ... 64, all
of equal weight. Everything is summed from the definitions, with 60 digits: beta functions whole, moments around 0.
"""

import mpmath
from mpmath import loggamma, mp, mpf, nstr

mp.dps = 60
GRID = []
for log_size in range(7):
    for i in range(15):
        mean = mp.sin(mp.pi / 2 * (i + mpf(1) / 2) / 15) ** 2
        GRID.append((mean * 2**log_size, (1 - mean) * 2**log_size))


def log_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def write(name, counts):
    counts = [(mpf(float(s)), mpf(float(f))) for s, f in counts]
    logs = [sum(log_beta(a + s, b + f) - log_beta(a, b) for s, f in counts) for a, b in GRID]
    weights = [mp.exp(log - max(logs)) for log in logs]
    total = sum(weights)
    for s, f in counts:
        mean = square = mpf(0)
        for w, (a, b) in zip(weights, GRID):
            n = a + b + s + f
            mean += w / total * (a + s) / n
            square += w / total * (a + s) * (a + s + 1) / (n * (n + 1))
        size = mean * (1 - mean) / (square - mean * mean) - 1
        print(",".join([name, nstr(s, 17), nstr(f, 17), nstr(mean * size, 20), nstr((1 - mean) * size, 20)]))


def main():
    print(f"# shared_beta_prior.py with mpmath {mpmath.__version__}")
    print("case,successes,failures,alpha,beta")
    write("nothing yet", [(0, 0), (0, 0)])
    write("one outcome", [(1, 0), (0, 0), (0, 0)])
    write("few", [(3, 5), (0, 4), (7, 1), (2, 2), (0, 0)])
    write("parts of outcomes", [("0.25", "0.5"), ("3.75", "11.125"), ("1e-6", "2.5"), ("9.9", "0.1")])
    write("rare", [(0, 900), (2, 4000), (1, 50)])
    write("all but certain", [(20000, 0), (35000, 3), (12, 0)])
    write("many", [(600, 400), (5200, 4800), (29, 31), (100, 140), (250, 220), (12, 30), (81, 60)])
    write("huge", [(60000000, 40000000), (59990000, 40010000), (7, 3)])
    write("even", [(10, 10)] * 20)


if __name__ == "__main__":
    main()
