"""Scores of a made-up forecast, with scikit-learn and the definitions.

    python3 forecast_scores.py      # the numbers in ForecastScoresTests.swift and PlattScalingTests.swift
"""

import numpy as np
from sklearn.calibration import _SigmoidCalibration
from sklearn.metrics import brier_score_loss, confusion_matrix, log_loss, roc_auc_score

# The margins are multiples of 1/8, so that some are equal and both languages have the same bits.
i = np.arange(400)
margins = (i * 37 % 61 - 30) / 8
other = (i * 53 % 47 - 20) / 8 + margins / 2
labels = (i * 71 % 101) / 101 < 1 / (1 + np.exp(-(0.6 * margins - 0.4)))
p = 1 / (1 + np.exp(-margins))

print("events", labels.sum())
print("auc", repr(roc_auc_score(labels, margins)), repr(roc_auc_score(labels, other)))
print("brier", repr(brier_score_loss(labels, p)))
print("log loss", repr(log_loss(labels, p)))


def components(scores):
    """DeLong's structural components by comparing every pair."""
    x, y = scores[labels], scores[~labels]
    psi = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    return psi.mean(1), psi.mean(0)


(a10, a01), (b10, b01) = components(margins), components(other)
m, n = labels.sum(), (~labels).sum()
s10, s01 = np.cov(np.array([a10, b10])), np.cov(np.array([a01, b01]))
s = s10 / m + s01 / n
print("delong", repr(np.sqrt(s[0, 0])), repr(np.sqrt(s[0, 0] + s[1, 1] - 2 * s[0, 1])))

order = np.lexsort((i, p))
ece = 0.0
for k in range(15):
    part = order[k * 400 // 15 : (k + 1) * 400 // 15]
    ece += len(part) / 400 * abs(p[part].mean() - labels[part].mean())
print("ece", repr(ece))


def line(x, t, free):
    """Maximum likelihood of intercept and slope; those not free stay 0 and 1. Newton's method in long double."""
    b = np.array([0, 1], dtype=np.longdouble)
    for _ in range(100):
        design = np.stack([np.ones_like(x), x]).astype(np.longdouble)
        q = 1 / (1 + np.exp(-(b @ design)))
        gradient, hessian = design @ (q - t), (design * (q * (1 - q))) @ design.T
        for k in free if len(free) == 1 else []:
            b[k] -= gradient[k] / hessian[k, k]
        if len(free) == 2:
            determinant = hessian[0, 0] * hessian[1, 1] - hessian[0, 1] ** 2
            b[0] -= (hessian[1, 1] * gradient[0] - hessian[0, 1] * gradient[1]) / determinant
            b[1] -= (hessian[0, 0] * gradient[1] - hessian[0, 1] * gradient[0]) / determinant
    return [float(v) for v in b]


y = labels.astype(float)
print("calibration", line(margins, y, [0])[0], line(margins, y, [0, 1])[1])
print("platt", line(margins, np.where(labels, (m + 1) / (m + 2), 1 / (n + 2)), [0, 1]))
platt = _SigmoidCalibration().fit(margins, labels)
print("platt of scikit-learn", repr(-platt.b_), repr(-platt.a_))
top = np.lexsort((i, -p))[:40]
bottom = np.lexsort((i, -p))[-40:]
print("lift", repr(labels[top].mean() / labels.mean()), repr((~labels[bottom]).mean() / (~labels).mean()))
print("confusion", confusion_matrix(labels, p >= 0.5).tolist())
