#!/usr/bin/env python3
"""LightGBM with its defaults on the rows of our own churn contest, under the same calibrator.

    .build/release/Benchmarks churn SHOP --export DIR
    Benchmarks/lightgbm_baseline.py DIR [--threads N] [--contributions] [--venv FOLDER] [--json FILE]

DIR holds one folder a cutoff with train.csv, calibration.csv and holdout.csv: a buyer a row, the features (empty where
not observed), `is_active` and the label `has_left`; the holdout also has calibrated log-odds, `score_` and the name, of
recency alone and of our candidates.
LightGBM is fitted to train, its margin calibrated by Platt's method on calibration, and all are judged on holdout, which
nothing was fitted to. LightGBM is installed in an environment of its own the first time (default: data/bench/lightgbm).

Printed by cutoff: AUC, the same among active customers, Brier score, log loss, ECE (15 bins of equal count) with its 95 %
quantile under perfect calibration and the same where the line's own error counts, lift of the top decile; then the mean
difference of the AUC to LightGBM over the cutoffs with a standard error (DeLong's, paired; cutoffs taken as independent).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import venv


def enter_environment(folder):
    """Runs this script again inside an environment that has LightGBM."""
    python = os.path.join(folder, "bin", "python")
    if os.path.realpath(sys.prefix) == os.path.realpath(folder):
        return
    if not os.path.exists(os.path.join(folder, "ready")):
        venv.create(folder, with_pip=True, clear=True)
        subprocess.check_call([python, "-m", "pip", "install", "-q", "lightgbm", "scikit-learn", "pandas", "scipy"])
        open(os.path.join(folder, "ready"), "w").close()
    os.execv(python, [python, *sys.argv])


def arguments():
    parser = argparse.ArgumentParser(description="LightGBM with its defaults beside our churn models.")
    parser.add_argument("frames", help="folder with one folder a cutoff")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--contributions", action="store_true", help="time its TreeSHAP of the holdout, too")
    parser.add_argument("--venv", default="data/bench/lightgbm")
    parser.add_argument("--json", help="file for the figures")
    return parser.parse_args()


def read(path):
    import pandas
    table = pandas.read_csv(path, dtype={"customer_id": str, "cutoff": str})
    features = list(table.columns[2 : table.columns.get_loc("is_active")])
    candidates = [name.removeprefix("score_") for name in table.columns if name.startswith("score_")]
    return table, features, candidates


def platt(margins, labels):
    """Slope and intercept by Platt's targets (1999) and a generic search."""
    import numpy as np
    from scipy.optimize import minimize
    n = labels.sum()
    target = np.where(labels, (n + 1) / (n + 2), 1 / (len(labels) - n + 2))

    def loss(line):
        eta = line[0] * margins + line[1]
        error = 1 / (1 + np.exp(-eta)) - target
        return np.mean(np.logaddexp(0, eta) - target * eta), np.array([np.mean(error * margins), np.mean(error)])

    return minimize(loss, [1.0, 0.0], jac=True, method="BFGS", options={"gtol": 1e-10}).x


def calibration_error(p, labels, bins=15):
    import numpy as np
    order = np.argsort(p, kind="stable")
    bounds = [k * len(p) // bins for k in range(bins + 1)]
    return sum(abs((p[order[a:b]] - labels[order[a:b]]).sum()) for a, b in zip(bounds, bounds[1:])) / len(p)


def line_by_newton(margins, labels):
    """The likeliest slope and intercept; for many worlds, where the generic search is too slow."""
    import numpy as np
    line = np.array([1.0, 0.0])
    for _ in range(8):
        p = 1 / (1 + np.exp(-(line[0] * margins + line[1])))
        weight, error = p * (1 - p), labels - p
        cross = (weight * margins).sum()
        line += np.linalg.solve([[(weight * margins * margins).sum(), cross], [cross, weight.sum()]],
                                [(error * margins).sum(), error.sum()])
    return line


def calibration_errors_by_chance(log_odds, calibrated, worlds=200):
    """95 % quantiles of the calibration error if every probability were right: as given, and with a line that was fitted
    to as many rows as calibrated it, drawn from the same scores, whose own error then counts."""
    import numpy as np
    random = np.random.default_rng(15)
    p = 1 / (1 + np.exp(-log_odds))
    plain, lined = [], []
    for _ in range(worlds):
        labels = (random.random(len(p)) < p).astype(float)
        drawn = random.integers(0, len(p), calibrated)
        slope, intercept = line_by_newton(log_odds[drawn], (random.random(calibrated) < p[drawn]).astype(float))
        plain.append(calibration_error(p, labels))
        lined.append(calibration_error(1 / (1 + np.exp(-(slope * log_odds + intercept))), labels))
    return float(np.quantile(plain, 0.95)), float(np.quantile(lined, 0.95))


def figures(log_odds, labels, active, calibrated):
    import numpy as np
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
    p = 1 / (1 + np.exp(-log_odds))
    by_chance, with_line = calibration_errors_by_chance(log_odds, calibrated)
    top = np.argsort(-p, kind="stable")[: len(p) // 10]
    both = len(set(labels[active])) == 2
    return {
        "auc": roc_auc_score(labels, log_odds), "auc_active": roc_auc_score(labels[active], p[active]) if both else None,
        "brier": brier_score_loss(labels, p), "log_loss": log_loss(labels, np.clip(p, 1e-15, 1 - 1e-15)),
        "ece": calibration_error(p, labels), "ece_by_chance": by_chance, "ece_by_chance_with_line": with_line,
        "lift": labels[top].mean() / labels.mean(),
    }


def placements(scores, labels):
    import numpy as np
    from scipy.stats import rankdata
    x, y, ranks = scores[labels == 1], scores[labels == 0], rankdata(scores)
    return (ranks[labels == 1] - rankdata(x)) / len(y), 1 - (ranks[labels == 0] - rankdata(y)) / len(x)


def delong(first, second, labels):
    """The difference of two areas over the same rows, with its standard error."""
    import numpy as np
    (a, b), (c, d) = placements(first, labels), placements(second, labels)
    return a.mean() - c.mean(), np.sqrt((a - c).var(ddof=1) / len(a) + (b - d).var(ddof=1) / len(b))


def judge(folder, threads, contributions):
    import lightgbm
    train, features, _ = read(os.path.join(folder, "train.csv"))
    calibration, _, _ = read(os.path.join(folder, "calibration.csv"))
    holdout, _, candidates = read(os.path.join(folder, "holdout.csv"))
    began, cpu = time.perf_counter(), time.process_time()
    model = lightgbm.LGBMClassifier(n_jobs=threads, verbose=-1)
    model.fit(train[features], train["has_left"])
    seconds = (time.perf_counter() - began, time.process_time() - cpu)
    slope, intercept = platt(
        model.predict(calibration[features], raw_score=True), calibration["has_left"].to_numpy(float))
    began = time.perf_counter()
    log_odds = {"lightgbm": slope * model.predict(holdout[features], raw_score=True) + intercept}
    scored = time.perf_counter() - began
    began = time.perf_counter()
    if contributions:
        model.predict(holdout[features], pred_contrib=True)
    explained = time.perf_counter() - began
    log_odds |= {name: holdout[f"score_{name}"].to_numpy(float) for name in candidates}
    labels, active = holdout["has_left"].to_numpy(float), holdout["is_active"].to_numpy() == 1
    print(f"{os.path.basename(folder)}: {len(train)} rows to fit, {len(calibration)} to calibrate, {len(holdout)} to "
          f"judge; LightGBM fitted in {seconds[0]:.2f} s ({seconds[1]:.2f} s of CPU), log-odds {scored:.2f} s"
          + (f", contributions {explained:.2f} s" if contributions else ""))
    found = {name: figures(values, labels, active, len(calibration)) for name, values in log_odds.items()}
    for name in candidates:
        difference, error = delong(log_odds[name], log_odds["lightgbm"], labels)
        found[name] |= {"auc_difference": float(difference), "auc_difference_error": float(error)}
    return {"seconds": seconds[0], "cpu_seconds": seconds[1], "rows": len(holdout), "figures": found}


def show(trial):
    print(f"  {'':12}{'AUC':>9}{'active':>9}{'Brier':>9}{'log loss':>10}{'ECE':>9}{'(chance, with line)':>20}{'lift':>7}"
          f"{'AUC - LightGBM':>20}")
    for name, f in trial["figures"].items():
        active = "-" if f["auc_active"] is None else f"{f['auc_active']:.4f}"
        beside = f"{f['auc_difference']:+.4f} ± {f['auc_difference_error']:.4f}" if "auc_difference" in f else ""
        print(f"  {name:12}{f['auc']:9.4f}{active:>9}{f['brier']:9.4f}{f['log_loss']:10.4f}{f['ece']:9.4f}"
              f"{f['ece_by_chance']:10.4f}{f['ece_by_chance_with_line']:10.4f}{f['lift']:7.2f}{beside:>20}")


def summary(trials):
    names = [name for name in trials[0]["figures"] if all(name in t["figures"] for t in trials)]
    base = sum(t["figures"]["lightgbm"]["log_loss"] for t in trials)
    for name in names[1:]:
        parts = [t["figures"][name] for t in trials]
        mean = sum(p["auc_difference"] for p in parts) / len(parts)
        error = sum(p["auc_difference_error"] ** 2 for p in parts) ** 0.5 / len(parts)
        ratio = sum(p["log_loss"] for p in parts) / base
        verdict = "not below the bound" if mean >= -0.005 - 1.645 * error else "BELOW the bound"
        print(f"{name}: AUC - LightGBM {mean:+.5f} ± {error:.5f} over {len(trials)} cutoffs ({verdict} of -0.005 - 1.645 "
              f"errors); log loss {100 * (ratio - 1):+.2f} % of LightGBM's")


def main():
    wanted = arguments()
    enter_environment(os.path.abspath(wanted.venv))
    folders = sorted(entry.path for entry in os.scandir(wanted.frames) if entry.is_dir())
    if not folders:
        sys.exit(f"{wanted.frames} holds no folder of a cutoff: export the frames first")
    trials = []
    for folder in folders:
        trials.append(judge(folder, wanted.threads, wanted.contributions))
        show(trials[-1])
    summary(trials)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    if wanted.json:
        with open(wanted.json, "w") as file:
            json.dump(trials, file, indent=1)


if __name__ == "__main__":
    main()
