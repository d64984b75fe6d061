"""The families of measures, one a file. A scorer reads rows and nothing else."""

from __future__ import annotations

from evals.rows import Row
from evals.scorers.answering import Answering
from evals.scorers.behaviours import Behaviours
from evals.scorers.checking import Checking
from evals.scorers.citing import Citing
from evals.scorers.cost import Cost
from evals.scorers.declining import Declining
from evals.scorers.grounding import Grounding
from evals.scorers.injection import Injection
from evals.scorers.judged import Judged
from evals.scorers.language import LanguageParity
from evals.scorers.retrieval import Retrieval
from evals.scorers.routes import Routes
from evals.scores import Family, NotEligible, Score, Scores

FAMILIES: tuple[Family, ...] = (
    Answering(),
    Declining(),
    Routes(),
    Injection(),
    Citing(),
    Grounding(),
    Retrieval(),
    Checking(),
    Behaviours(),
    LanguageParity(),
    Judged(),
    Cost(),
)


def score(row: Row) -> Scores:
    """All scores of a row; a row that could not be run is eligible for none."""
    if row.error is not None:
        return {}
    scores: dict[str, Score | NotEligible] = {}
    for family in FAMILIES:
        scores.update(family.score(row))
    return scores
