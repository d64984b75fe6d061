"""Two runs side by side, case by case: what got better, what got worse, which cases flipped.

Only cases that both runs hold, and that a measure applies to in both, are compared: a difference
between two sets of cases would say nothing about the coach.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.language import Language
from evals.measures import LOWER_IS_BETTER, QUANTITIES, shortfall, weight
from evals.reporting.numbers import amount, points
from evals.reporting.texts import Texts
from evals.scores import Score
from evals.statistics import PairedTest, paired
from evals.store import RunFolder, ScoredRow

LEVEL = 0.05
_DECISIVE = 6  # with fewer differing cases the smallest p either test can give is 2 / 2**5 > LEVEL
_SHOWN = 20
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

Direction = Literal["better", "worse", "same"]
DIRECTIONS: tuple[Direction, ...] = ("worse", "better")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure in one suite and language ("all" for all languages) over the paired cases.

    `difference` is B minus A in the unit of the measure, with its 95 % interval. `p_corrected` is
    Holm's; None where the measure is not tested, because it is an amount or too few cases differ.
    `eligible_only_a` and `_b` count paired cases that the measure applies to in one run only.
    """

    suite: str
    metric: str
    language: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float
    n: int
    differing: int
    test: str
    eligible_only_a: int
    eligible_only_b: int
    p_corrected: float | None = None

    @property
    def direction(self) -> Direction:
        """Which way the measure went, however little."""
        if self.difference == 0:
            return "same"
        return "worse" if (self.difference < 0) != (self.metric in LOWER_IS_BETTER) else "better"

    @property
    def significant(self) -> bool:
        """Whether the corrected p is below 0.05 and the interval on one side of 0."""
        return (
            self.p_corrected is not None
            and self.p_corrected < LEVEL
            and (self.low > 0 or self.high < 0)
        )


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that a measure sees otherwise in B. Reasons are None for cases held apart."""

    suite: str
    id: str
    language: str
    metric: str
    a: float
    b: float
    direction: Direction
    reason_a: str | None
    reason_b: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What B does otherwise than A. `newly_missed` are crises caught in A and not in B.

    `failing_in_b` are paired cases that ran in A and could not be run in B; `config` holds the
    settings that differ, as (A, B); `tested` is the number of tests the correction is over.
    """

    a: str
    b: str
    paired: int
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    only_a: tuple[Key, ...]
    only_b: tuple[Key, ...]
    failing_in_b: tuple[Key, ...]
    newly_missed: tuple[Key, ...]
    config: Mapping[str, tuple[Any, Any]]
    tested: int

    @property
    def worsened(self) -> tuple[Change, ...]:
        """The changes for the worse that are no chance."""
        return tuple(c for c in self.changes if c.significant and c.direction == "worse")

    @property
    def worse(self) -> bool:
        """Whether a check must stop B: a significant worsening, or a crisis newly missed."""
        return bool(self.worsened or self.newly_missed)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, with what follows from it."""
        return asdict(self) | {
            "changes": [
                asdict(change) | {"direction": change.direction, "significant": change.significant}
                for change in self.changes
            ],
            "worse": self.worse,
        }

    def render(self, language: Language) -> RenderableType:
        """The comparison for a terminal: what differs, the flipped cases, and the verdict last."""
        t = Texts(language)
        parts: list[RenderableType] = [_heading(self, t)]
        moved = [c for c in self.changes if c.differing or c.eligible_only_a or c.eligible_only_b]
        if moved:
            parts.append(_change_table(moved, language, t))
        parts.append(Text(t("compare.unchanged", n=len(self.changes) - len(moved)), style="dim"))
        for direction in DIRECTIONS:
            flips = [flip for flip in self.flips if flip.direction == direction]
            if flips:
                parts.append(_flip_table(flips, direction, t))
        parts.append(Text(t("compare.how", n=self.tested), style="dim"))
        if self.newly_missed:
            ids = ", ".join(identifier for _, identifier in self.newly_missed)
            parts.append(Text(t("compare.newly_missed", ids=ids), style="bold red"))
        verdict = "compare.worse" if self.worse else "compare.not_worse"
        style = "bold red" if self.worse else "bold green"
        parts.append(Text(t(verdict, n=len(self.worsened)), style=style))
        return Group(*parts)


def compare(a: RunFolder, b: RunFolder, *, reveal_test: bool = False) -> Comparison:
    """Pair two runs by suite and id and test each measure, per suite and language.

    Tests: exact McNemar for outcomes, sign-flipping permutation for the rest, corrected together
    after Holm (1979). A measure on which fewer than six cases differ cannot reach significance and
    is left out of the correction (Tarone, 1990). Amounts (tokens, cost, speed) are shown and not
    tested: they vary with the machine and have no best value. Reasons of test cases are left out
    unless `reveal_test`. Raises RunError when a folder holds no run.
    """
    config = _differences(a.config(), b.config())
    rows_a, rows_b = _by_key(a.rows()), _by_key(b.rows())
    keys = [key for key in rows_a if key in rows_b]
    pairs = [(rows_a[key], rows_b[key]) for key in keys]
    changes = _corrected([change for group in _groups(pairs) for change in _changes(*group)])
    return Comparison(
        a=a.name,
        b=b.name,
        paired=len(pairs),
        changes=tuple(changes),
        flips=tuple(_flips(pairs, reveal_test)),
        only_a=tuple(key for key in rows_a if key not in rows_b),
        only_b=tuple(key for key in rows_b if key not in rows_a),
        failing_in_b=tuple(
            key
            for key, (one, two) in zip(keys, pairs, strict=True)
            if one.row.error is None and two.row.error is not None
        ),
        newly_missed=tuple(
            key for key, pair in zip(keys, pairs, strict=True) if _newly_missed(*pair)
        ),
        config=config,
        tested=sum(change.p_corrected is not None for change in changes),
    )


# -- pairing -------------------------------------------------------------------------------------


def _by_key(rows: Iterable[ScoredRow]) -> dict[Key, ScoredRow]:
    return {(scored.row.suite, scored.row.case.id): scored for scored in rows}


Pair = tuple[ScoredRow, ScoredRow]


def _groups(pairs: Sequence[Pair]) -> list[tuple[str, str, list[Pair]]]:
    """(suite, language, pairs): each suite as a whole, then each of its languages if several."""
    suites: dict[str, list[Pair]] = {}
    for pair in pairs:
        suites.setdefault(pair[0].row.suite, []).append(pair)
    groups = []
    for suite, members in suites.items():
        groups.append((suite, "all", members))
        languages = sorted({pair[0].row.language for pair in members})
        if len(languages) > 1:
            for language in languages:
                chosen = [pair for pair in members if pair[0].row.language == language]
                groups.append((suite, language, chosen))
    return groups


def _changes(suite: str, language: str, pairs: Sequence[Pair]) -> list[Change]:
    metrics = sorted({metric for pair in pairs for scored in pair for metric in scored.scores})
    found = [_change(suite, language, metric, pairs) for metric in metrics]
    return [change for change in found if change is not None]


def _change(suite: str, language: str, metric: str, pairs: Sequence[Pair]) -> Change | None:
    x: list[float] = []
    y: list[float] = []
    only_a = only_b = 0
    for one, two in pairs:
        first, second = one.scores.get(metric), two.scores.get(metric)
        if isinstance(first, Score) and isinstance(second, Score):
            x.append(first.value)
            y.append(second.value)
        elif isinstance(first, Score):
            only_a += 1
        elif isinstance(second, Score):
            only_b += 1
    if not x:
        return None
    differing = sum(one != two for one, two in zip(x, y, strict=True))
    # Most measures are the same in both runs; there is nothing to draw for those.
    same = PairedTest(0.0, 0.0, 0.0, 1.0, len(x), "none: no case differs")
    test = paired(x, y) if differing else same
    return Change(
        suite,
        metric,
        language,
        sum(x) / len(x),
        sum(y) / len(y),
        test.difference,
        test.low,
        test.high,
        test.p,
        test.n,
        differing,
        test.test,
        only_a,
        only_b,
    )


def _corrected(changes: Sequence[Change]) -> list[Change]:
    """The changes with Holm's step-down p: the k-th smallest of m times m - k + 1, never falling."""
    able = [
        place
        for place, change in enumerate(changes)
        if change.differing >= _DECISIVE and change.metric not in QUANTITIES
    ]
    able.sort(key=lambda place: changes[place].p)
    corrected = list(changes)
    highest = 0.0
    for rank, place in enumerate(able):
        highest = max(highest, min(1.0, changes[place].p * (len(able) - rank)))
        corrected[place] = replace(changes[place], p_corrected=highest)
    return corrected


def _flips(pairs: Iterable[Pair], reveal_test: bool) -> list[Flip]:
    """Cases with another value, those that may harm first."""
    flips = []
    for one, two in pairs:
        shown = reveal_test or one.row.case.split != "test"
        for metric, first in one.scores.items():
            second = two.scores.get(metric)
            if not isinstance(first, Score) or not isinstance(second, Score):
                continue
            change = shortfall(metric, second.value) - shortfall(metric, first.value)
            if change == 0:
                continue
            flips.append(
                Flip(
                    one.row.suite,
                    one.row.case.id,
                    one.row.language,
                    metric,
                    first.value,
                    second.value,
                    "worse" if change > 0 else "better",
                    first.reason if shown else None,
                    second.reason if shown else None,
                )
            )
    return sorted(flips, key=lambda flip: (weight(flip.metric), flip.suite, flip.id))


def _newly_missed(one: ScoredRow, two: ScoredRow) -> bool:
    """A crisis caught in A and not in B; one that B could not run was not caught either."""
    first, second = one.scores.get("crisis_caught"), two.scores.get("crisis_caught")
    caught = isinstance(first, Score) and first.value >= 1
    return caught and not (isinstance(second, Score) and second.value >= 1)


def _differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {key: (a.get(key), b.get(key)) for key in sorted({*a, *b}) if a.get(key) != b.get(key)}


# -- for the terminal ----------------------------------------------------------------------------


def _heading(comparison: Comparison, t: Texts) -> RenderableType:
    lines = [
        Text(t("compare.title", a=comparison.a, b=comparison.b), style="bold"),
        Text(
            t(
                "compare.paired",
                n=comparison.paired,
                only_a=len(comparison.only_a),
                only_b=len(comparison.only_b),
            )
        ),
    ]
    if comparison.failing_in_b:
        lines.append(
            Text(t("compare.failing", n=len(comparison.failing_in_b)), style="bold yellow")
        )
    if comparison.config:
        lines.append(Text(t("compare.config", keys=", ".join(comparison.config)), style="dim"))
    return Group(*lines)


def _change_table(changes: Sequence[Change], language: Language, t: Texts) -> Table:
    table = Table(title=t("compare.changes"), title_justify="left")
    for key in ("suite", "language", "measure"):
        table.add_column(t(f"ui.{key}"), overflow="fold")
    for key in ("n", "a", "b", "difference", "p", "p_corrected", "verdict"):
        table.add_column(t(f"compare.{key}"), justify="right")
    order = {"worse": 0, "better": 1, "same": 2}
    for change in sorted(changes, key=lambda c: (not c.significant, order[c.direction], c.p)):
        verdict, style = _verdict(change, t)
        unit = "" if change.metric in QUANTITIES else "share"
        table.add_row(
            t.suite(change.suite),
            t.slice(change.language),
            t.measure(change.metric),
            str(change.n),
            amount(change.a, unit, language),
            amount(change.b, unit, language),
            f"{points(change.difference, unit, language)} "
            f"({points(change.low, unit, language)}; {points(change.high, unit, language)})",
            f"{change.p:.3f}",
            "-" if change.p_corrected is None else f"{change.p_corrected:.3f}",
            verdict,
            style=style,
        )
    return table


def _verdict(change: Change, t: Texts) -> tuple[str, str]:
    if change.significant:
        styles = {"worse": "red", "better": "green", "same": ""}
        return t(f"compare.significantly_{change.direction}"), styles[change.direction]
    if change.metric in QUANTITIES:
        return t("compare.not_tested"), "dim"
    return t("compare.chance"), ""


def _flip_table(flips: Sequence[Flip], direction: Direction, t: Texts) -> Table:
    cases = len({(flip.suite, flip.id) for flip in flips})
    table = Table(title=t(f"compare.flips_{direction}", n=cases), title_justify="left")
    for key in ("case", "measure", "reason_a", "reason_b"):
        table.add_column(t(f"compare.{key}"), overflow="fold")
    for flip in flips[:_SHOWN]:
        table.add_row(
            f"{flip.suite}\n{flip.id}",
            t.measure(flip.metric),
            _reason(flip.a, flip.reason_a, t),
            _reason(flip.b, flip.reason_b, t),
        )
    if len(flips) > _SHOWN:
        table.caption = t("compare.more", n=len(flips) - _SHOWN)
    return table


def _reason(value: float, reason: str | None, t: Texts) -> Text:
    shown = reason if reason is not None else t("ui.held_apart")
    # A reason may quote a reply; it is shown as it is, with what would steer a terminal left out.
    return Text(f"{value:g}: {_CONTROL.sub('', shown)}")
