"""Makes best_probability.csv: the probability that each variant is the best, to 40 digits.

    python3 best_probability.py > ../resources/dev/pulley/policies/inference/best_probability.csv

P_k = integral of f_k times the product of F_j over all j other than k. Every F is a sum of positive terms of its own
power series (DLMF 8.17.8), and no F comes from an integral of f, so that nothing is shared with the code under test.
The integral goes over Gauss-Legendre panels, in ln(x / (1 - x)) for Beta variables and in x for Student t variables.
Each case is computed twice, the second time with half as wide panels; it is written only if both agree to 1e-41 and
the probabilities sum to 1 as nearly. A row stands for `copies` equal variants, and its probability is that of each.
"""

import functools
import sys

from mpmath import beta, exp, log, mp, mpf, nstr, pi, sqrt

DIGITS = 55
NODES = 40
AGREEMENT = mpf(10) ** -41
NEGLIGIBLE = mpf(10) ** -46

mp.dps = DIGITS


@functools.cache
def rule(count):
    """Nodes and weights of Gauss-Legendre quadrature on [-1, 1]."""
    result = []
    for i in range(count):
        x = mp.cos(pi * (i + mpf(3) / 4) / (count + mpf(1) / 2))
        for _ in range(8):
            before, value = mpf(1), x
            for m in range(1, count):
                before, value = value, ((2 * m + 1) * x * value - m * before) / (m + 1)
            slope = count * (x * value - before) / (x * x - 1)
            x -= value / slope
        result.append((x, 2 / ((1 - x * x) * slope * slope)))
    return result


def series(first, second, x):
    """Sum over n of (first + second)_n / (first + 1)_n x^n, in fixed point."""
    bits = mp.prec + 20
    one = 1 << bits
    unit = 1 << 80  # parameters have at most 80 bits after the point, which their decimals fit into to 1e-24
    top, bottom = int((first + second) * unit), int((first + 1) * unit)
    power = int(x * one)
    term, total = one, 0
    while term:
        total += term
        term = ((term * power) >> bits) * top // bottom
        top += unit
        bottom += unit
    return mpf(total) / one


def terms(first, second, x, rest):
    """About how many terms the series has before they vanish: those that rise, and as many again that fall."""
    if x in (0, 1):
        return mpf(0) if x == 0 else mp.inf
    rising = max(mpf(0), x * (first + second) - first) / rest
    return 2 * rising + mp.prec / -mp.log1p(-rest)


class Beta:
    def __init__(self, a, b):
        self.text = f"beta,{a},{b},"
        # What a double holds is what the code under test is given.
        self.a, self.b = mpf(float(a)), mpf(float(b))
        self.log_beta = log(beta(self.a, self.b))
        self.centre = log(self.a / self.b)
        self.spread = sqrt(1 / self.a + 1 / self.b)
        self.low, self.high = self.end(-1), self.end(1)

    def parts(self, t):
        x, rest = 1 / (1 + exp(-t)), 1 / (1 + exp(t))
        return x, rest, exp(self.a * log(x) + self.b * log(rest) - self.log_beta)

    def end(self, side):
        step = self.spread
        while self.parts(self.centre + side * step)[2] > NEGLIGIBLE * min(self.a, self.b, 1):
            step *= mpf(5) / 4
        return self.centre + side * step

    def width(self, t):
        both = 1 / (2 + exp(t) + exp(-t))
        return min(2 / sqrt((self.a + self.b) * both), max(2, abs(t) / 3))

    def at(self, t):
        """Density and distribution function."""
        x, rest, density = self.parts(t)
        if terms(self.a, self.b, x, rest) <= terms(self.b, self.a, rest, x):
            return density, density / self.a * series(self.a, self.b, x)
        return density, 1 - density / self.b * series(self.b, self.a, rest)

    def reflected(self):
        a, b = self.text.split(",")[1:3]
        return Beta(b, a)


class Student:
    def __init__(self, freedom, location, scale):
        self.text = f"student,{freedom},{location},{scale}"
        self.arguments = freedom, location, scale
        self.freedom, self.location, self.scale = (mpf(float(v)) for v in self.arguments)
        half = mpf(1) / 2
        self.factor = 1 / (beta(self.freedom / 2, half) * sqrt(self.freedom) * self.scale)
        self.log_beta = log(beta(self.freedom / 2, half))
        reach = self.scale
        while self.at(self.location - reach)[1] > NEGLIGIBLE:
            reach *= mpf(5) / 4
        self.low, self.high = self.location - reach, self.location + reach

    def width(self, x):
        z = (x - self.location) / self.scale
        return self.scale * sqrt(1 + z * z / self.freedom)

    def at(self, x):
        z = (x - self.location) / self.scale
        v = self.freedom
        density = self.factor * exp(-(v + 1) / 2 * log(1 + z * z / v))
        if v == 2:
            root = sqrt(2 + z * z)
            tail = 1 / (root * (root + abs(z)))
        else:
            share, rest = v / (v + z * z), z * z / (v + z * z)
            half = mpf(1) / 2
            if terms(v / 2, half, share, rest) <= terms(half, v / 2, rest, share):
                both = exp(v / 2 * log(share) + log(rest) / 2 - self.log_beta) / (v / 2) * series(v / 2, half, share)
            else:
                body = sqrt(rest) * share ** (v / 2) / exp(self.log_beta) / half
                both = 1 - body * series(half, v / 2, rest)
            tail = both / 2
        return density, (1 - tail if z > 0 else tail)

    def reflected(self):
        freedom, location, scale = self.arguments
        return Student(freedom, location[1:] if location.startswith("-") else "-" + location, scale)


def integrate(groups, fineness):
    """The probability of each group's single variant."""
    bottom = max(curve.low for curve, _ in groups)
    cuts = sorted({c for curve, _ in groups for c in (curve.low, curve.high) if c > bottom} | {bottom})
    wins = [mpf(0)] * len(groups)
    for left, end in zip(cuts, cuts[1:]):
        while left < end:
            alive = [curve for curve, _ in groups if curve.high > left]
            width = min(curve.width(left) for curve in alive)
            width = min([width] + [curve.width(left + width) for curve in alive]) / fineness
            # No sliver at the end: the rest in one panel, or in two equal ones.
            rest = end - left
            width = rest if rest <= width else rest / 2 if rest <= 2 * width else width
            add_panel(groups, left, width / 2, wins)
            left = end if width == rest else left + width
    return wins


def add_panel(groups, left, half, wins):
    for node, weight in rule(NODES):
        point = left + half * (1 + node)
        values = [curve.at(point) if curve.high > point else (0, mpf(1)) for curve, _ in groups]
        product = half * weight
        for (_, cdf), (_, copies) in zip(values, groups):
            product *= cdf**copies
        for k, (density, cdf) in enumerate(values):
            # At a lower end rounding may leave an F of 0, where all of this is negligible.
            if density and cdf > 0:
                wins[k] += product * density / cdf


def write(name, goal, groups):
    gains = [(c.reflected() if goal == "minimize" else c, n) for c, n in groups]
    coarse, fine = integrate(gains, 1), integrate(gains, mpf(2))
    difference = max(abs(x - y) for x, y in zip(coarse, fine))
    excess = abs(sum(p * copies for p, (_, copies) in zip(fine, gains)) - 1)
    if not (difference < AGREEMENT and excess < AGREEMENT):
        raise SystemExit(f"{name}: doubling changed {nstr(difference, 3)}, the sum is off by {nstr(excess, 3)}")
    for (curve, copies), probability in zip(groups, fine):
        print(f"{name},{goal},{copies},{curve.text},{nstr(probability, 40, min_fixed=-5, max_fixed=5)}")
    sys.stdout.flush()
    print(name, nstr(difference, 3), nstr(excess, 3), file=sys.stderr)


def betas(*pairs):
    return [(Beta(*pair.split()), 1) for pair in pairs]


def students(*triples):
    return [(Student(*triple.split()), 1) for triple in triples]


def main():
    print(f"# best_probability.py with mpmath {__import__('mpmath').__version__}: {DIGITS} digits, 40 written")
    print("case,goal,copies,kind,first,second,third,probability")
    write("two", "maximize", betas("3 5", "11.5 13.25"))
    write("two far apart", "maximize", betas("40 160", "120 80"))
    write("tiny parameters", "maximize", betas("0.01 0.02", "0.5 0.01", "0.03 3"))
    write("skewed", "maximize", betas("0.05 700", "2 5000", "1 900", "0.3 120"))
    write("skewed", "minimize", betas("0.05 700", "2 5000", "1 900", "0.3 120"))
    write("near one", "maximize", betas("900 0.4", "4000 2", "5 0.01"))
    write("ratio 1000", "maximize", betas("1 1", "600000 400000", "2 1"))
    write("ratio 1000", "minimize", betas("1 1", "600000 400000", "2 1"))
    write("large parameters", "maximize", betas("200000 200000", "200500 200000", "400 400"))
    write("ten", "maximize", betas(*(f"{2 + k} {12.5 - k}" for k in range(10))))
    write("fifty", "maximize", [(Beta(a, b), 10) for a, b in
          (("1.5", "1.5"), ("9", "11"), ("53", "47"), ("300", "310"), ("0.7", "4"))])
    write("two degrees", "maximize", students("2 0 1", "2 0.75 0.5"))
    write("two degrees", "minimize", students("2 0 1", "2 0.75 0.5", "2 -3 4"))
    write("ratio 1000 students", "maximize", students("2 0 1000", "2 5 1", "3 -40 200"))
    write("mixed degrees", "maximize", students("2.5 1 2", "7 1.5 1", "30 1.25 0.3", "1000 1.4 0.01"))
    write("mixed degrees", "minimize", students("2.5 1 2", "7 1.5 1", "30 1.25 0.3", "1000 1.4 0.01"))
    write("fifty students", "maximize", [(Student(*t.split()), 10) for t in
          ("2 0 1", "4 0.5 0.5", "9 1 0.1", "60 0.9 0.05", "3 -1 3")])
    write("thousand", "maximize", [(Beta(f"{1 + k % 5 * 7}", f"{2 + k * 3}"), 50) for k in range(20)])
    write("thousand", "minimize", [(Beta(f"{1 + k % 5 * 7}", f"{2 + k * 3}"), 50) for k in range(20)])
    write("thousand students", "maximize", [(Student("2", f"{(k % 7) / 4}", f"{0.125 * (1 + k)}"), 50)
          for k in range(20)])


if __name__ == "__main__":
    main()
