"""Values of BG/NBD, MBG/NBD and Pareto/NBD at ordinary and extreme histories, to 40 digits, with mpmath.

    python3 buy_till_you_die.py > ../ExtremeHistories.swift

Every value comes from the published closed form (differences of 2F1 and all) evaluated with 300 digits, so that what
cancels there does not matter; none uses the sums and integrals of the Swift sources. Where a closed form divides zero by
zero (a = 1, a + b = 1, s = 1), the parameter is moved by 1e-100. The one exception is the integral in P(X(t) = n) of
Pareto/NBD, which is taken numerically with 40 digits, twice.
"""

from mpmath import beta, exp, gamma, hyp2f1, linspace, log, mp, mpf, nstr, quad

mp.dps = 300
nudge = mpf(10) ** -100


def beta_geometric(p, first):
    r, alpha, a, b = map(mpf, p)

    def parts(x, tx, t):
        m = x + first
        scale = gamma(r + x) / gamma(r) * alpha**r / beta(a, b)
        active = scale * beta(a, b + m) / (alpha + t) ** (r + x)
        gone = scale * beta(a + 1, b + m - 1) / (alpha + tx) ** (r + x) if m > 0 else mpf(0)
        return active, gone

    def ahead(r, alpha, a, b, t):
        if a == 1 or a + b == 1:
            a += nudge
        z = t / (alpha + t)
        return (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, z))

    def new(t):
        return b / (a + b) * ahead(r, alpha, a, b + 1, t) if first else ahead(r, alpha, a, b, t)

    def expected(x, age, t):
        return ahead(r + x, alpha + age, a, b + x + first, t)

    def mass(n, t):
        z = t / (alpha + t)
        count = [gamma(r + k) / gamma(r) / gamma(k + 1) * (1 - z) ** r * z**k for k in range(n + 1)]
        m = n + first
        gone = beta(a + 1, b + m - 1) / beta(a, b) * (1 - sum(count[:n])) if m > 0 else 0
        return beta(a, b + m) / beta(a, b) * count[n] + gone

    return parts, new, expected, mass


def pareto(p):
    r, alpha, s, bet = map(mpf, p)

    def tail(x, t):
        """The integral of (alpha + tau)^-(r + x) (bet + tau)^-(s + 1) from t to infinity."""
        q = r + s + x
        if alpha >= bet:
            return hyp2f1(q, s + 1, q + 1, (alpha - bet) / (alpha + t)) / (alpha + t) ** q / q
        return hyp2f1(q, r + x, q + 1, (bet - alpha) / (bet + t)) / (bet + t) ** q / q

    def parts(x, tx, t):
        scale = gamma(r + x) / gamma(r) * alpha**r * bet**s
        active = scale / (alpha + t) ** (r + x) / (bet + t) ** s
        return active, scale * s * (tail(x, tx) - tail(x, t))

    def lifetime(bet, t):
        own = s if s != 1 else s + nudge
        return bet / (own - 1) * (1 - (bet / (bet + t)) ** (own - 1))

    def new(t):
        return r / alpha * lifetime(bet, t)

    def expected(x, age, t):
        return (r + x) / (alpha + age) * lifetime(bet + age, t)

    def departures(n, t, panels):
        """The integral of u^n (alpha + u)^-(r + n) (bet + u)^-(s + 1) from 0 to t, over ln u."""

        def density(v):
            u = exp(v)
            return u ** (n + 1) * (alpha + u) ** -(r + n) * (bet + u) ** -(s + 1)

        low = min(log(alpha), log(bet), log(t)) - 60
        nodes = linspace(low, log(t), panels)
        unit = max(density(v) for v in nodes)  # quad judges errors against 1
        return unit * quad(lambda v: density(v) / unit, nodes, method="gauss-legendre")

    def mass(n, t):
        with mp.workdps(40):
            scale = gamma(r + n) / gamma(r) / gamma(n + 1)
            active = scale * (alpha / (alpha + t)) ** r * (t / (alpha + t)) ** n * (bet / (bet + t)) ** s
            inner = departures(n, t, 80)
            assert abs(inner / departures(n, t, 111) - 1) < 1e-18
            return active + scale * alpha**r * bet**s * s * inner

    return parts, new, expected, mass


def rows(kind, model, p, histories):
    parts, new, expected, mass = model
    for x, tx, age, ahead in histories:
        tx, age, t = mpf(tx), mpf(age), mpf(ahead)
        active, gone = parts(x, tx, age)
        later = sum(parts(x, tx, age + t))
        alive = active / (active + gone)
        n = min(x, 20)
        values = [log(active + gone), alive, alive * expected(x, age, t), later / (active + gone), new(t), mass(n, t)]
        given = [kind, *map(repr, p), str(x), repr(float(tx)), repr(float(age)), repr(ahead), str(n)]
        print("    " + " ".join(given + [nstr(v, 17, min_fixed=0, max_fixed=0) for v in values]))


histories = [
    [(0, 0, 0, 39.0), (0, 0, 3650, 365.0), (2, 30.43, 38.86, 39.0), (300, 3600, 3650, 365.0)],
    [(0, 0, 3650, 3650.0), (1, 1e-9, 1, 1.0), (12, 3649.999999, 3650, 30.0), (800, 100, 3650, 365.0)],
    [(0, 0, 10, 1095.0), (1, 0.5, 3650, 365.0), (40, 3650, 3650, 90.0), (2000, 3649, 3650, 1095.0)],
    [(3, 5, 3650, 90.0), (5, 200, 3650, 365.0), (12, 300, 3650, 30.0), (20, 1000, 3650, 365.0)],
]

beta_geometric_parameters = [
    (0.243, 4.414, 0.793, 2.426),
    (0.5, 40.0, 0.3, 0.4),
    (0.8, 12.0, 1.0, 2.5),
    (0.8, 12.0, 1.0000001, 2.5),
    (0.8, 12.0, 0.9999, 0.02),
    (0.6, 20.0, 0.25, 0.75),
    (1e-6, 1e6, 0.5, 1.5),
    (0.01, 5000.0, 0.001, 0.002),
    (50.0, 0.5, 0.05, 100.0),
    (1000.0, 30000.0, 300.0, 900.0),
    (0.2, 0.001, 0.7, 0.05),
    (3.0, 0.02, 25.0, 4.0),
]

pareto_parameters = [
    (0.5533, 10.5777, 0.6062, 11.6687),
    (0.5, 400.0, 0.3, 2.0),
    (0.8, 12.0, 1.0, 12.0),
    (0.8, 12.0, 1.0000001, 900.0),
    (1e-6, 1e6, 0.5, 150.0),
    (0.01, 5000.0, 0.001, 1e5),
    (50.0, 0.5, 0.05, 100.0),
    (1000.0, 30000.0, 300.0, 90000.0),
    (0.2, 0.001, 0.7, 30.0),
    (3.0, 30.0, 2.5, 1e-4),
    (1e-3, 2e-3, 1e-4, 1e-3),
    (40.0, 1e5, 60.0, 1e5),
]

print("// Made by Oracles/buy_till_you_die.py.\n")
print("/// Model, four parameters, x, t_x, T, t, n; then the log-likelihood, P(active), E[Y(t)], P(no purchase in t), E[X(t)]")
print("/// and P(X(t) = n) of a new customer, from the published closed forms with 300 digits.")
print('let extremeHistories = """')
for index, p in enumerate(beta_geometric_parameters):
    for kind, first in (("bg_nbd", 0), ("mbg_nbd", 1)):
        rows(kind, beta_geometric(p, first), p, histories[(index + first) % 4])
for index, p in enumerate(pareto_parameters):
    rows("pareto_nbd", pareto(p), p, histories[index % 4] + histories[(index + 1) % 4])
print('    """')
