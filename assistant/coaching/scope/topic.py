"""Whether a question is about leading people at all.

Three kinds of evidence, combined by a logistic function: whether the question lies nearer to the
example questions inside the framework or to those outside it (the mean cosine of the three nearest
of each), how near the closest sentences of the knowledge are, and how much of what it says in words
the knowledge knows at all, weighted by rarity. Fitted on the development questions; see
evals/scope_sets.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.coaching.scope.facts import FactBase
from assistant.coaching.scope.words import content, first_person

_NEAREST = 3
# contrast, sentence cosine, known words, speaks of own situation; then the constant.
WEIGHTS = np.array([130.0, 45.0, 2.0, 1.0])
BIAS = -40.0


@dataclass(frozen=True, slots=True)
class Topic:
    """How likely (0..1) a question belongs to the framework, and what that rests on."""

    inside: float
    contrast: float
    nearest: float
    known: float


class TopicJudge:
    """Compares a question with reviewed examples and with the knowledge."""

    def __init__(self, inside: np.ndarray, outside: np.ndarray) -> None:
        """Vectors [n, d] of the example questions, of length 1."""
        self._inside = inside
        self._outside = outside

    def judge(self, text: str, vector: np.ndarray, facts: FactBase) -> Topic:
        """The topic of a question with this vector [d]."""
        features = self.features(text, vector, facts)
        inside = 1 / (1 + float(np.exp(-(features @ WEIGHTS + BIAS))))
        return Topic(inside, *(float(value) for value in features[:3]))

    def features(self, text: str, vector: np.ndarray, facts: FactBase) -> np.ndarray:
        """What the logistic function sees, [4]."""
        contrast = _top(self._inside @ vector) - _top(self._outside @ vector)
        nearest = _top(facts.matrix @ vector) if facts.facts else 0.0
        asked = content(text)
        weights = [facts.rarity(word) for word in asked]
        known = sum(w for w, word in zip(weights, asked, strict=True) if facts.known(word))
        share = known / sum(weights) if weights else 0.5
        return np.array([contrast, nearest, share, float(first_person(text))])


def _top(similarities: np.ndarray) -> float:
    k = min(_NEAREST, len(similarities))
    return float(np.sort(similarities)[-k:].mean()) if k else 0.0
