"""What the judges said: per criterion whether it was met, and how far two judges agree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from evals.cases import CoachingCase
from evals.criteria import Criterion, load_criteria
from evals.rows import Judgement, Row
from evals.scores import Figure, NotEligible, Score, Scores
from evals.statistics import kappa, mean_interval


class Judged:
    """judge:<criterion> of each coaching case; judge_kappa and judge_unscored of a set.

    A case that is no coaching conversation has no scores here at all.
    """

    @cached_property
    def _criteria(self) -> tuple[Criterion, ...]:
        return load_criteria()

    def score(self, row: Row) -> Scores:
        """The mean of the judges' usable verdicts: 1 both yes, 0 both no, 0.5 where they differ."""
        if not isinstance(row.case, CoachingCase):
            return {}
        said: dict[str, list[Judgement]] = {}
        for judgement in row.observed.judgements:
            said.setdefault(judgement.criterion, []).append(judgement)
        scores: dict[str, Score | NotEligible] = {
            f"judge:{criterion.id}": NotEligible(
                criterion.unfit(row.case, row.observed.turns) or "not run: no judge is set"
            )
            for criterion in self._criteria
        }
        # What was judged counts, whatever became of the criterion since.
        scores.update((f"judge:{name}", _score(judged)) for name, judged in said.items())
        return scores

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:
        """Cohen's kappa of two judges over all criteria, and the share of unusable judgements."""
        judged = [(row.case.id, j) for row in rows for j in row.observed.judgements]
        if not judged:
            return ()
        lost = mean_interval([float(judgement.met is None) for _, judgement in judged])
        fell = tuple(dict.fromkeys(case for case, judgement in judged if judgement.met is None))
        found = [
            Figure(
                suite, "judge_unscored", "all", lost.value, lost.low, lost.high, lost.n, fell=fell
            )
        ]
        pairs = [(row.case.id, *pair) for row in rows for pair in _pairs(row.observed.judgements)]
        if pairs:
            cases, first, second = zip(*pairs, strict=True)
            agreed = kappa(first, second, groups=cases)
            differ = tuple(dict.fromkeys(case for case, one, other in pairs if one != other))
            found.append(
                Figure(
                    suite, "judge_kappa", "all", agreed.value, agreed.low, agreed.high, agreed.n,
                    unit="", fell=differ,
                )
            )  # fmt: skip
        return found


def _score(judged: Sequence[Judgement]) -> Score | NotEligible:
    usable = [judgement for judgement in judged if judgement.met is not None]
    if not usable:
        return NotEligible("unscored: " + "; ".join(judgement.reason for judgement in judged))
    said = [
        f"{'yes' if judgement.met else 'no'}: {judgement.reason} ‘{judgement.evidence}’"
        for judgement in usable
    ]
    lost = [f"unscored: {judgement.reason}" for judgement in judged if judgement.met is None]
    if len(judged) > 1:
        named = [judgement.judge for judgement in (*usable, *(j for j in judged if j.met is None))]
        said = [f"{name}: {text}" for name, text in zip(named, (*said, *lost), strict=True)]
    return Score(sum(bool(j.met) for j in usable) / len(usable), " / ".join(said))


def _pairs(judgements: Sequence[Judgement]) -> list[tuple[bool, bool]]:
    """The verdicts of two judges on the same criterion, in the order of the judges' names."""
    verdicts: dict[str, dict[str, bool]] = {}
    for judgement in judgements:
        if judgement.met is not None:
            verdicts.setdefault(judgement.criterion, {})[judgement.judge] = judgement.met
    return [
        (both[0][1], both[1][1])
        for by_judge in verdicts.values()
        if len(both := sorted(by_judge.items())) == 2
    ]
