"""Intervals and tests: how sure a figure is, and whether two runs really differ.

All random draws are seeded, so that the same rows always give the same intervals.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats
from sklearn import metrics

LEVEL = 0.95
RESAMPLES = 1000
SEED = 20250626


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % interval; `low` and `high` are None where none can be made."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class PairedTest:
    """B minus A on the same cases, with its interval and the probability of no difference."""

    difference: float
    low: float
    high: float
    p: float
    n: int
    test: str


def mean_interval(values: Sequence[float]) -> Interval:
    """Mean of `values` [n]: Wilson's interval for shares (1927), a bootstrap for anything else."""
    x = np.asarray(values, dtype=float)
    if len(x) == 0:
        return Interval(float("nan"), None, None, 0)
    if np.isin(x, (0.0, 1.0)).all():
        ci = stats.binomtest(int(x.sum()), len(x)).proportion_ci(LEVEL, method="wilson")
        return Interval(float(x.mean()), float(ci.low), float(ci.high), len(x))
    return bootstrap(len(x), lambda rows: float(x[rows].mean()))


def median_interval(values: Sequence[float], quantile: float = 0.5) -> Interval:
    """A quantile of `values` [n] with its bootstrap interval."""
    x = np.asarray(values, dtype=float)
    if len(x) == 0:
        return Interval(float("nan"), None, None, 0)
    return bootstrap(len(x), lambda rows: float(np.quantile(x[rows], quantile)))


def bootstrap(n: int, statistic: Callable[[np.ndarray], float]) -> Interval:
    """A statistic of row numbers [n] with its percentile interval over resampled rows.

    Source: Efron, 1979. Resamples in which the statistic is not defined (NaN) are left out.
    """
    rows = np.arange(n)
    value = statistic(rows)
    if n < 2:
        return Interval(value, None, None, n)
    random = np.random.default_rng(SEED)
    drawn = np.array([statistic(random.integers(0, n, n)) for _ in range(RESAMPLES)])
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < RESAMPLES / 2:
        return Interval(value, None, None, n)
    tail = (1 - LEVEL) / 2
    return Interval(value, float(np.quantile(drawn, tail)), float(np.quantile(drawn, 1 - tail)), n)


def balanced_accuracy(labels: Sequence[bool], predicted: Sequence[bool]) -> Interval:
    """Mean recall over both classes; both [n]. NaN without both classes."""
    y, p = np.asarray(labels, dtype=bool), np.asarray(predicted, dtype=bool)

    def statistic(rows: np.ndarray) -> float:
        truth, said = y[rows], p[rows]
        if truth.all() or not truth.any():
            return float("nan")
        return float((said[truth].mean() + (~said[~truth]).mean()) / 2)

    return bootstrap(len(y), statistic)


def auroc(labels: Sequence[bool], scores: Sequence[float]) -> Interval:
    """Area under the ROC curve; labels and scores [n]. NaN without both classes."""
    y, s = np.asarray(labels, dtype=bool), np.asarray(scores, dtype=float)

    def statistic(rows: np.ndarray) -> float:
        if y[rows].all() or not y[rows].any():
            return float("nan")
        return float(metrics.roc_auc_score(y[rows], s[rows]))

    return bootstrap(len(y), statistic)


def precision_recall_f1(
    labels: Sequence[bool], predicted: Sequence[bool]
) -> tuple[Interval, Interval, Interval]:
    """Precision, recall and F1 of the positive class; labels and predictions [n]."""
    y, p = np.asarray(labels, dtype=bool), np.asarray(predicted, dtype=bool)

    def share(of: np.ndarray, among: np.ndarray, rows: np.ndarray) -> float:
        chosen = among[rows]
        return float(of[rows][chosen].mean()) if chosen.any() else float("nan")

    def f1(rows: np.ndarray) -> float:
        return float(metrics.f1_score(y[rows], p[rows], zero_division=np.nan))

    n = len(y)
    return (
        bootstrap(n, lambda rows: share(y, p, rows)),
        bootstrap(n, lambda rows: share(p, y, rows)),
        bootstrap(n, f1),
    )


def kappa(
    first: Sequence[bool], second: Sequence[bool], groups: Sequence[str] | None = None
) -> Interval:
    """Cohen's kappa (1960) of two raters on the same things, both [n].

    `groups` [n] names what belongs together, such as several ratings of one case: it is resampled
    together, or the interval would be too narrow. NaN where kappa is not defined: when both raters
    gave one and the same answer throughout.
    """
    a, b = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)

    def statistic(rows: np.ndarray) -> float:
        one, two = a[rows], b[rows]
        if len(set(one.tolist()) | set(two.tolist())) < 2:
            return float("nan")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return float(metrics.cohen_kappa_score(one, two))

    if groups is None or len(a) == 0:
        return bootstrap(len(a), statistic)
    named = np.asarray(groups)
    members = [np.flatnonzero(named == name) for name in dict.fromkeys(groups)]
    drawn = bootstrap(
        len(members), lambda rows: statistic(np.concatenate([members[row] for row in rows]))
    )
    return replace(drawn, n=len(a))


def paired(a: Sequence[float], b: Sequence[float]) -> PairedTest:
    """Whether B differs from A on the same cases [n].

    Exact McNemar test (1947) for outcomes of 0 and 1, else a sign-flipping permutation test.
    """
    x, y = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    difference = y - x
    interval = bootstrap(len(x), lambda rows: float(difference[rows].mean()))
    low = interval.value if interval.low is None else interval.low
    high = interval.value if interval.high is None else interval.high
    if np.isin(x, (0.0, 1.0)).all() and np.isin(y, (0.0, 1.0)).all():
        better, worse = int((difference > 0).sum()), int((difference < 0).sum())
        p = 1.0 if better + worse == 0 else float(stats.binomtest(better, better + worse).pvalue)
        return PairedTest(interval.value, low, high, p, len(x), "McNemar, exact")
    if not difference.any():
        return PairedTest(0.0, low, high, 1.0, len(x), "permutation")
    result = stats.permutation_test(
        (difference,),
        lambda d, axis: d.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=4999,
        rng=np.random.default_rng(SEED),
    )
    return PairedTest(interval.value, low, high, float(result.pvalue), len(x), "permutation")


def reliability(
    labels: Sequence[bool], scores: Sequence[float], bins: int = 10
) -> list[tuple[float, float, int]]:
    """(mean score, share that is true, n) of each bin of equal width that is not empty."""
    y, s = np.asarray(labels, dtype=float), np.asarray(scores, dtype=float)
    place = np.minimum((s * bins).astype(int), bins - 1)
    return [
        (float(s[place == n].mean()), float(y[place == n].mean()), int((place == n).sum()))
        for n in range(bins)
        if (place == n).any()
    ]
