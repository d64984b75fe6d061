"""Does the coach know when to stop: declining against answerability, both ways of being wrong apart."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.coaching.declining import CORRECTION
from evals.rows import Row
from evals.scores import Figure, NotEligible, Score, Scores
from evals.statistics import precision_recall_f1


class Declining:
    """declined_unanswerable, over_refusal, under_refusal, and precision, recall, F1 of declining."""

    def score(self, row: Row) -> Scores:
        """`over_refusal` and `under_refusal` are 1 where the coach went wrong that way."""
        expected = row.case.expected
        names = ("declined_unanswerable", "over_refusal", "under_refusal", "declines_cite_nothing")
        if not row.replies:
            return {name: NotEligible("nothing was asked") for name in names}
        cites = [reply for reply in row.replies if reply.declined and reply.citations]
        quiet: Score | NotEligible = NotEligible("nothing was declined")
        if any(reply.declined for reply in row.replies):
            quiet = Score(float(not cites), "a decline cites" if cites else "cites nothing")
        scores: dict[str, Score | NotEligible] = {"declines_cite_nothing": quiet}
        stopped = _stopped(row)
        how = "declined or corrected" if stopped else "answered"
        unfit = NotEligible("answerability does not decide this case")
        if expected.answerable is None:
            return scores | dict.fromkeys(names[:3], unfit)
        if expected.answerable:
            return scores | {
                "declined_unanswerable": NotEligible("the knowledge carries it"),
                "over_refusal": Score(float(stopped), how),
                "under_refusal": NotEligible("the knowledge carries it"),
            }
        return scores | {
            "declined_unanswerable": Score(float(stopped), how),
            "over_refusal": NotEligible("the knowledge does not carry it"),
            "under_refusal": Score(float(not stopped), how),
        }

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:
        """Precision, recall and F1 of declining; unanswerable is the positive class."""
        judged = [row for row in rows if row.case.expected.answerable is not None and row.replies]
        labels = [not row.case.expected.answerable for row in judged]
        if not any(labels) or all(labels):
            return ()
        measured = precision_recall_f1(labels, [_stopped(row) for row in judged])
        names = ("decline_precision", "decline_recall", "decline_f1")
        return [
            Figure(suite, name, "all", found.value, found.low, found.high, found.n)
            for name, found in zip(names, measured, strict=True)
        ]


def _stopped(row: Row) -> bool:
    """Whether every reply declined, or corrected where a correction will do."""
    return all(
        turns[-1].reply.declined
        or (row.case.expected.may_correct and turns[-1].reply.fixed_reply == CORRECTION)
        for turns in (row.observed.turns, row.observed.twin)
        if turns
    )
