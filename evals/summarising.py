"""From rows to figures: every measure with its n and interval, per language, per kind, per suite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from evals.gates import Gate
from evals.measures import QUANTITIES, shortfall
from evals.scorers import FAMILIES
from evals.scores import Figure, Score
from evals.statistics import mean_interval
from evals.store import ScoredRow

_UNITS = {"tokens": "tokens", "cost": "money"}


def figures(rows: Sequence[ScoredRow]) -> list[Figure]:
    """All figures of a run, in the order of suites and measures; deterministic for the same rows."""
    result: list[Figure] = []
    for suite in dict.fromkeys(scored.row.suite for scored in rows):
        mine = sorted(
            (scored for scored in rows if scored.row.suite == suite and scored.row.error is None),
            key=lambda scored: scored.row.case.id,
        )
        for name, slice_rows in _slices(mine).items():
            result += _means(suite, name, slice_rows)
        plain = [scored.row for scored in mine]
        for family in FAMILIES:
            result += family.figures(suite, plain)
    return result


def worst_slices(found: Iterable[Figure], least: int = 10) -> dict[tuple[str, str], Figure]:
    """For each (suite, metric) the slice that does worst, among those of at least `least` cases."""
    worst: dict[tuple[str, str], Figure] = {}
    for figure in found:
        if figure.slice == "all" or figure.n < least or figure.metric in QUANTITIES:
            continue
        key = (figure.suite, figure.metric)
        if key not in worst or _short(figure) > _short(worst[key]):
            worst[key] = figure
    return worst


def gates_reached(found: Sequence[Figure], gates: Iterable[Gate]) -> Mapping[str, bool]:
    """Which gates are reached, of those whose figure was measured."""
    return {
        gate.name: gate.reached(figure.value)
        for gate in gates
        if (figure := gate.among(found)) is not None
    }


def _short(figure: Figure) -> float:
    return shortfall(figure.metric, figure.value)


def _slices(rows: Sequence[ScoredRow]) -> dict[str, list[ScoredRow]]:
    """All rows, and those of each language and each kind where there is more than one."""
    slices: dict[str, list[ScoredRow]] = {"all": list(rows)}
    parts: tuple[Callable[[ScoredRow], str], ...] = (
        lambda scored: scored.row.language,
        lambda scored: scored.row.case.kind,
    )
    for part in parts:
        names = sorted({part(scored) for scored in rows})
        if len(names) > 1:
            for name in names:
                slices[name] = [scored for scored in rows if part(scored) == name]
    return slices


def _means(suite: str, name: str, rows: Sequence[ScoredRow]) -> list[Figure]:
    values: dict[str, list[tuple[float, str]]] = {}
    for scored in rows:
        for metric, score in scored.scores.items():
            if isinstance(score, Score):
                values.setdefault(metric, []).append((score.value, scored.row.case.id))
    result = []
    for metric, found in values.items():
        interval = mean_interval([value for value, _ in found])
        short = sorted(found, key=lambda pair: (-shortfall(metric, pair[0]), pair[1]))
        fell = tuple(case for value, case in short if shortfall(metric, value) > 0)
        result.append(
            Figure(
                suite, metric, name, interval.value, interval.low, interval.high, interval.n,
                _UNITS.get(metric, "share"), fell,
            )
        )  # fmt: skip
    return result
