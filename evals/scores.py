"""What a scorer gives: for each case a value with a reason or "not eligible", for a set a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from evals.rows import Row


@dataclass(frozen=True, slots=True)
class Score:
    """A value of one case with the reason for it; most lie between 0 and 1."""

    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class NotEligible:
    """The measure does not apply to the case: never the same as 0."""

    reason: str


Scores = Mapping[str, Score | NotEligible]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over a set of cases with its 95 % interval.

    `slice` is "all", a language ("nl"), a kind or both ("nl / crisis"). `low` and `high` are None
    where an interval means nothing. `fell` are the ids of cases with less than the full value,
    worst first; `unit` is "share", "ms", "tokens", "money" or "" (a plain number).
    """

    suite: str
    metric: str
    slice: str
    value: float
    low: float | None
    high: float | None
    n: int
    unit: str = "share"
    fell: tuple[str, ...] = ()


class Family(Protocol):
    """One family of measures: what it says of a case, and of a set beyond the mean of its cases."""

    def score(self, row: Row) -> Scores:
        """The scores of one case by metric."""
        ...

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:
        """Figures that are no mean over cases (precision, AUROC, ...); most families have none."""
        ...
