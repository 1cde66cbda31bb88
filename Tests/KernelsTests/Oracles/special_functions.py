"""Values of the special functions, to 40 digits, with mpmath.

    python3 special_functions.py > ../SpecialFunctionValues.swift
"""

from mpmath import beta, hyp2f1, log, log1p, loggamma, mp, mpf, nstr, psi

mp.dps = 400  # differences lose up to as many digits as their arguments lie apart; what is printed has lost none

shapes = [1e-12, 1e-5, 0.02, 0.25, 0.99999999, 1.0, 1.4616321449683623, 2.0, 3.7, 9.999, 10.0, 31.5, 1e3, 1e6, 1e12]
steps = [0.0, 1e-9, 0.001, 0.5, 1.0, 7.0, 10.0, 11.0, 12.25, 400.0, 2e4, 1e9]
arguments = [-1e9, -30.0, -0.75, -1e-8, 0.0, 1e-12, 0.03, 0.5, 0.9, 0.99, 0.9999, 0.99999999, 1 - 2.0**-40]
hypergeometric = [
    (0.243, 2.426, 2.219), (0.24, 0.9, 3.5), (1.0, 1.0, 2.0), (0.001, 0.002, 1.5), (17.0, 3.0, 5.0),
    (0.6, 1.61, 2.2), (40.6, 1.0, 41.0), (401.5, 1.0, 402.0), (2000.2, 1.0, 2001.0), (1e-3, 5000.0, 5000.3),
    (300.5, 1.6062, 301.5), (2.5, 900.0, 2400.0), (600.0, 700.0, 800.0), (1e3, 2.0, 3.0), (0.7, 1e-6, 0.3),
    (25.0, 0.01, 0.02), (1.5, 2.5, 4.0), (3.0, 1.0, 2.0),
]


def row(name, inputs, value):
    print("    " + " ".join([name, *map(repr, inputs), nstr(value, 17, min_fixed=0, max_fixed=0)]))


print("// Made by Oracles/special_functions.py.\n")
print("/// Function, its arguments, its value.")
print('let specialFunctionValues = """')
for a in shapes:
    row("logGamma", [a], loggamma(mpf(a)))
    row("digamma", [a], psi(0, mpf(a)))
    row("trigamma", [a], psi(1, mpf(a)))
    for n in steps:
        row("logGammaRatio", [a, n], loggamma(mpf(a) + mpf(n)) - loggamma(mpf(a)))
        row("digammaDifference", [a, n], psi(0, mpf(a) + mpf(n)) - psi(0, mpf(a)))
for a in shapes[::3]:
    for b in shapes[1::3]:
        row("logBeta", [a, b], loggamma(mpf(a)) + loggamma(mpf(b)) - loggamma(mpf(a) + mpf(b)))
        for n in steps[::2]:
            a_, b_, n_ = mpf(a), mpf(b), mpf(n)
            ratio = loggamma(b_ + n_) - loggamma(b_) - loggamma(a_ + b_ + n_) + loggamma(a_ + b_)
            row("logBetaRatio", [a, b, n], ratio)
for y in [-0.999999, -0.41, -0.39, -1e-3, -1e-12, 0.0, 1e-300, 1e-9, 0.1, 0.39, 0.41, 5.0, 1e9]:
    row("log1pMinus", [y], log1p(mpf(y)) - mpf(y))
mp.dps = 60
for a, b, c in hypergeometric:
    for z in arguments:
        if c > min(a, b) or 0 <= z <= 0.99:
            row("logHypergeometric", [a, b, c, z], log(hyp2f1(mpf(a), mpf(b), mpf(c), mpf(z))))
print('    """')
