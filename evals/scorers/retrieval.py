"""Does the retriever find the passages that answer? By ir-measures, which wraps trec_eval.

Passages are compared by idea, so that a twin in the other language counts as the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.rows import Row, SeenPassage
from evals.scores import Figure, NotEligible, Score, Scores

METRICS = ("recall@5", "recall@10", "nDCG@10", "MRR@10")


class Retrieval:
    """recall@5, recall@10, nDCG@10 and MRR@10 against graded passages."""

    def score(self, row: Row) -> Scores:
        """Recall and MRR count the passages that answer (grade 2); nDCG uses both grades."""
        relevant, seen = row.observed.relevant, row.observed
        runs = [run for run in (seen.retrieved, seen.twin_retrieved) if run]
        if not relevant or not runs:
            return dict.fromkeys(METRICS, NotEligible("the retriever was not looked at"))
        measured = [_measures(relevant, run) for run in runs]
        first = next((n for n, p in enumerate(runs[0], 1) if _answers(p, relevant)), None)
        reason = "no passage that answers" if first is None else f"first answer at {first}"
        return {
            name: Score(sum(found[name] for found in measured) / len(measured), reason)
            for name in METRICS
        }

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:  # noqa: ARG002
        """None beyond the means."""
        return ()


def _answers(passage: SeenPassage, relevant: dict[str, int]) -> bool:
    return any(relevant.get(idea) == 2 for idea in passage.ideas)


def _measures(relevant: dict[str, int], run: Sequence[SeenPassage]) -> dict[str, float]:
    import ir_measures
    from ir_measures import RR, R, nDCG

    ranked: dict[str, None] = {}
    for passage in run:
        # A passage may hold several ideas: those that were looked for stand for it, else its first.
        found = [idea for idea in passage.ideas if idea in relevant] or passage.ideas[:1]
        ranked.update(dict.fromkeys(found))
    scores = {"q": {idea: 1.0 / place for place, idea in enumerate(ranked, 1)}}
    names = {"recall@5": R(rel=2) @ 5, "recall@10": R(rel=2) @ 10, "nDCG@10": nDCG @ 10,
             "MRR@10": RR(rel=2) @ 10}  # fmt: skip
    measured = ir_measures.calc_aggregate(list(names.values()), {"q": relevant}, scores)
    return {name: float(measured[measure]) for name, measure in names.items()}
