"""The penalised additive model on the Wisconsin diagnostic breast cancer data, by a generic optimiser.

    python3 additive_logistic.py    # writes breast_cancer.csv, prints the numbers in AdditiveLogisticTests.swift

Data: Wolberg, Mangasarian, Street & Street (1993), UCI Machine Learning Repository, CC BY 4.0, as shipped with
scikit-learn. Five of the 30 columns; every seventh value of the third is left out to have missing ones.
"""

import os

import numpy as np
from scipy.interpolate import BSpline
from scipy.optimize import minimize
from sklearn.datasets import load_breast_cancer

data = load_breast_cancer()
columns = [0, 1, 4, 6, 28]
x = data.data[:, columns].copy()
x[::7, 2] = np.nan
y = (data.target == 0).astype(float)  # 1 is malignant

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "breast_cancer.csv"), "w") as file:
    file.write(",".join(data.feature_names[c].replace(" ", "_") for c in columns) + ",malignant\n")
    for row, label in zip(x, y):
        file.write(",".join("" if np.isnan(v) else repr(float(v)) for v in row) + f",{int(label)}\n")

INNER, SMOOTHNESS, RIDGE = 4, 2.0, 0.05
parts, penalties = [np.ones((len(y), 1))], [np.zeros((1, 1))]
for column in x.T:
    seen = ~np.isnan(column)
    low, high = np.quantile(column[seen], [0.005, 0.995])
    inner = np.quantile(column[seen], np.arange(1, INNER + 1) / (INNER + 1))
    knots = np.r_[[low] * 4, inner, [high] * 4]
    basis = BSpline.design_matrix(np.clip(column[seen], low, high), knots, 3).toarray()
    full = np.zeros((len(y), basis.shape[1]))
    full[seen] = basis - basis.mean(0)
    difference = np.diff(np.eye(basis.shape[1]), 2, axis=0)
    parts.append(full)
    penalties.append(SMOOTHNESS * difference.T @ difference + RIDGE * np.eye(basis.shape[1]))
    if not seen.all():
        indicator = (~seen).astype(float)
        parts.append(((indicator - indicator.mean()) / indicator.std())[:, None])
        penalties.append(np.array([[RIDGE]]))
X = np.hstack(parts)
S = np.zeros((X.shape[1], X.shape[1]))
place = 0
for block in penalties:
    S[place : place + len(block), place : place + len(block)] = block
    place += len(block)


def value(b):
    eta = X @ b
    return np.sum(np.logaddexp(0, eta) - y * eta) + b @ S @ b / 2


def gradient(b):
    return X.T @ (1 / (1 + np.exp(-X @ b)) - y) + S @ b


def hessian(b):
    p = 1 / (1 + np.exp(-X @ b))
    return (X * (p * (1 - p))[:, None]).T @ X + S


fit = minimize(value, np.zeros(X.shape[1]), jac=gradient, hess=hessian, method="trust-exact",
               options={"gtol": 1e-11, "maxiter": 500})
b = fit.x
print("gradient", np.abs(gradient(b)).max(), "columns", X.shape[1])
print("constant", repr(b[0]))
print("penalised loss", repr(value(b)))
print("degrees of freedom", repr(np.trace(np.linalg.solve(hessian(b), hessian(b) - S))))
eta = X @ b
print("margins", [float(f"{eta[row]:.12g}") for row in range(0, 569, 40)])
first = X[:, 1:9] @ b[1:9]
print("first curve", [float(f"{first[row]:.12g}") for row in range(0, 569, 40)])
