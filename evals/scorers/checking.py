"""How good is the grounding check itself, on labelled claims?"""

from __future__ import annotations

from collections.abc import Sequence

from evals.cases import ClaimCase, OutsideClaim
from evals.rows import Row
from evals.scores import Figure, NotEligible, Score, Scores
from evals.statistics import auroc, balanced_accuracy, reliability


class Checking:
    """check_right a claim; balanced accuracy and AUROC a set, by kind of error and language."""

    def score(self, row: Row) -> Scores:
        """Whether the verdict is the label."""
        case, verdict = row.case, row.observed.verdict
        if not isinstance(case, ClaimCase | OutsideClaim) or verdict is None:
            return {"check_right": NotEligible("the case is no labelled claim")}
        right = verdict.supported == case.supported
        said = "supported" if verdict.supported else "unsupported"
        return {
            "check_right": Score(float(right), f"{said} ({verdict.score:.2f}): {verdict.reason}")
        }

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:
        """Over all, per language pair, and per set (outside) or kind of error.

        A kind of error has no supported claims of its own, so it is set against all of those.
        """
        claims = [row for row in rows if labelled(row) is not None]
        groups: dict[str, list[Row]] = {"all": claims}
        for row in claims:
            groups.setdefault(row.language, []).append(row)
        good = [row for row in claims if labelled(row)]
        for kind in sorted({row.case.kind for row in claims} - {"supported"}):
            mine = [row for row in claims if row.case.kind == kind]
            groups[kind] = mine if any(labelled(row) for row in mine) else [*good, *mine]
        return [figure for name, group in groups.items() for figure in _figures(suite, name, group)]


def labelled(row: Row) -> bool | None:
    """The label of a claim, None where the row is no labelled claim with a verdict."""
    case = row.case
    if row.observed.verdict is None or not isinstance(case, ClaimCase | OutsideClaim):
        return None
    return case.supported


def reliability_of(rows: Sequence[Row]) -> list[tuple[float, float, int]]:
    """(mean score, share really supported, n) by tenths of the check's score."""
    pairs = [
        (label, row.observed.verdict.score)
        for row in rows
        if (label := labelled(row)) is not None and row.observed.verdict is not None
    ]
    return reliability([label for label, _ in pairs], [score for _, score in pairs])


def _figures(suite: str, name: str, rows: Sequence[Row]) -> list[Figure]:
    labels = [bool(labelled(row)) for row in rows]
    if all(labels) or not any(labels):
        return []
    verdicts = [row.observed.verdict for row in rows]
    said = [verdict is not None and verdict.supported for verdict in verdicts]
    scores = [verdict.score if verdict else 0.0 for verdict in verdicts]
    fell = tuple(
        row.case.id for row, label, claim in zip(rows, labels, said, strict=True) if label != claim
    )
    accuracy, area = balanced_accuracy(labels, said), auroc(labels, scores)
    return [
        Figure(suite, "check_balanced_accuracy", name, accuracy.value, accuracy.low, accuracy.high,
               accuracy.n, fell=fell),
        Figure(suite, "check_auroc", name, area.value, area.low, area.high, area.n),
    ]  # fmt: skip
