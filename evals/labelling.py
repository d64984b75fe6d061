"""Labels of people beside the verdicts of a judge: which judge may be believed on which criterion.

A colleague labels conversations of a run without seeing any verdict. The labels are kept with the
run, in labels.jsonl. A judge is calibrated per criterion. Labels of other runs in the same folder
count as well when the same judge, told the same, judged those: nobody labels a judge twice.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.criteria import Criterion
from evals.rows import Row
from evals.statistics import SEED, Interval, kappa, mean_interval
from evals.store import RunError, RunFolder

LEAST_LABELS = 30
LEAST_KAPPA = 0.6
LEAST_LOW = 0.4
"""When a judge may be believed on a criterion: at least 30 labels, "substantial" agreement (kappa
0.6; Landis and Koch, 1977), and an interval that stays above "fair" (0.4). Kappa and not plain
agreement: where nearly every reply meets a criterion, a judge that says yes to everything agrees
nearly always and knows nothing. The lower bound is there because on 30 labels a kappa of 0.6 may
well be 0.3 in truth."""


class Label(BaseModel):
    """What one person said of one criterion in one conversation; `at` is ISO 8601, UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    suite: str
    id: str
    criterion: str
    met: bool
    labeller: str
    at: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to label: a criterion in the conversation of a row."""

    row: Row
    criterion: Criterion

    @property
    def key(self) -> tuple[str, str, str]:
        """Suite, case and criterion."""
        return self.row.suite, self.row.case.id, self.criterion.id

    @property
    def asked(self) -> tuple[str, str]:
        """Criterion and conversation: the same in another run that holds the same words."""
        return self.criterion.id, _conversation(self.row)


@dataclass(frozen=True, slots=True)
class Rated:
    """A criterion in a conversation that people labelled: what most said, and what judges said."""

    criterion: str
    conversation: str
    met: bool
    verdicts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far a judge agrees with people on one criterion; of two judges, the one that does worst.

    `n` counts labelled conversations with a usable verdict; `agreement` is the share of equal
    answers. Without any, both intervals are NaN.
    """

    criterion: str
    judge: str
    n: int
    agreement: Interval
    kappa: Interval

    @property
    def passed(self) -> bool:
        """Whether the judge may be believed on this criterion."""
        low = self.kappa.low
        return (
            self.n >= LEAST_LABELS
            and self.kappa.value >= LEAST_KAPPA
            and low is not None
            and low >= LEAST_LOW
        )


class LabelFile:
    """The labels of one run, one a line, each on disk before the next is asked."""

    def __init__(self, folder: RunFolder) -> None:
        self.path = folder.path / "labels.jsonl"

    def labels(self) -> list[Label]:
        """The labels that count: of one person's several on the same thing, the last.

        A last line broken by a kill is passed over; raises RunError at any other wrong line.
        """
        latest: dict[tuple[str, str, str, str], Label] = {}
        for number, line in enumerate(self._whole().splitlines(), 1):
            try:
                label = Label.model_validate_json(line)
            except ValidationError as error:
                what = error.errors()[0]["msg"]
                raise RunError(f"{self.path}:{number}: no label: {what}") from error
            latest[label.suite, label.id, label.criterion, label.labeller] = label
        return list(latest.values())

    def append(self, label: Label) -> None:
        """Add a label; on disk when this returns."""
        with self.path.open("ab") as file:
            file.truncate(len(self._whole().encode()))
            file.write(label.model_dump_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _whole(self) -> str:
        """The content up to the last line's end."""
        try:
            text = self.path.read_bytes()
            return text[: text.rfind(b"\n") + 1].decode()
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise RunError(f"{self.path} cannot be read: {error}") from error


def sample(folder: RunFolder, criteria: Sequence[Criterion], n: int) -> list[Item]:
    """At most `n` things to label per criterion, criterion by criterion, in a seeded random order.

    Only what a judge gave a usable verdict on, where the run was judged at all: other labels could
    not be compared with anything. The order does not depend on the verdicts, nor on other rows.
    """
    rows = [scored.row for scored in folder.rows() if scored.row.error is None]
    judged = any(row.observed.judgements for row in rows)
    items: list[Item] = []
    for criterion in criteria:
        fitting = [
            Item(row, criterion)
            for row in rows
            if criterion.unfit(row.case, row.observed.turns) is None
            and (not judged or criterion.id in {c for c, _, _ in _verdicts(row)})
        ]
        items += sorted(fitting, key=_drawn)[:n]
    return items


def labelled_by(folder: RunFolder, who: str) -> set[tuple[str, str]]:
    """What one person labelled in this run and the other runs beside it, as in `Item.asked`."""
    return {
        (label.criterion, _conversation(row))
        for run in (folder, *_other_runs(folder))
        for label, row in _with_rows(LabelFile(run).labels(), run)
        if label.labeller == who
    }


def calibration(folder: RunFolder) -> dict[str, Calibration]:
    """For each criterion judged in a run, how far its judge agrees with people. Empty: no judge.

    Raises RunError when rows or labels cannot be read.
    """
    rows = [scored.row for scored in folder.rows()]
    judged = {(criterion, judge) for row in rows for criterion, judge, _ in _verdicts(row)}
    found = {
        (one.criterion, one.conversation): one
        for run in (*_other_runs(folder), folder)
        for one in rated(LabelFile(run).labels(), [scored.row for scored in run.rows()])
    }
    return calibrate(list(found.values()), sorted(judged))


def rated(labels: Sequence[Label], rows: Sequence[Row]) -> list[Rated]:
    """What people and judges said of the same things; where as many people say yes as no, nothing."""
    by_key = {(row.suite, row.case.id): row for row in rows}
    votes: dict[tuple[str, str, str], Counter[bool]] = {}
    for label in labels:
        votes.setdefault((label.suite, label.id, label.criterion), Counter())[label.met] += 1
    return [
        Rated(
            criterion,
            _conversation(row),
            count[True] > count[False],
            tuple((judge, met) for what, judge, met in _verdicts(row) if what == criterion),
        )
        for (suite, case, criterion), count in votes.items()
        if count[True] != count[False] and (row := by_key.get((suite, case))) is not None
    ]


def calibrate(found: Sequence[Rated], judged: Sequence[tuple[str, str]]) -> dict[str, Calibration]:
    """Calibration by criterion for these (criterion, judge); the lowest kappa of two judges."""
    result: dict[str, Calibration] = {}
    for criterion, judge in judged:
        pairs = [
            (one.met, met)
            for one in found
            if one.criterion == criterion
            for name, met in one.verdicts
            if name == judge
        ]
        people, machine = [p for p, _ in pairs], [m for _, m in pairs]
        mine = Calibration(
            criterion=criterion,
            judge=judge,
            n=len(pairs),
            agreement=mean_interval([float(p == m) for p, m in pairs]),
            kappa=kappa(people, machine),
        )
        if criterion not in result or _trust(mine) < _trust(result[criterion]):
            result[criterion] = mine
    return result


def _other_runs(folder: RunFolder) -> list[RunFolder]:
    """The runs in the same folder that hold labels."""
    mine = folder.path.resolve()
    found = sorted(path.parent for path in mine.parent.glob("*/labels.jsonl"))
    return [RunFolder(path) for path in found if path != mine]


def _with_rows(labels: Sequence[Label], run: RunFolder) -> Iterator[tuple[Label, Row]]:
    rows = {(s.row.suite, s.row.case.id): s.row for s in run.rows()} if labels else {}
    for label in labels:
        if (row := rows.get((label.suite, label.id))) is not None:
            yield label, row


def _trust(one: Calibration) -> tuple[bool, float]:
    """Sorts what is known least or agrees least first."""
    known = one.kappa.value == one.kappa.value  # NaN is unequal to itself
    return known, one.kappa.value if known else 0.0


def _verdicts(row: Row) -> list[tuple[str, str, bool]]:
    """(criterion, judge, met) of the usable judgements of a row."""
    return [(j.criterion, j.judge, j.met) for j in row.observed.judgements if j.met is not None]


def _conversation(row: Row) -> str:
    """The same for the same words, in whatever run they were said."""
    said = [[turn.message, turn.reply.text] for turn in row.observed.turns]
    return hashlib.sha256(json.dumps([row.suite, row.case.id, said]).encode()).hexdigest()


def _drawn(item: Item) -> str:
    return hashlib.sha256(" ".join((str(SEED), *item.key)).encode()).hexdigest()
