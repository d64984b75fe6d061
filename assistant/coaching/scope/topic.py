"""Whether a question is about leading people at all.

Six kinds of evidence, combined by a logistic function: whether the question lies nearer to the
example questions inside the framework or to those outside it (the mean cosine of the three nearest
of each, and a kernel density over all), how near the closest sentences of the knowledge are, how much of what it says in words the
knowledge knows (weighted by rarity), how much of it the best passage covers, and whether it names a
source of the knowledge. Fitted with a ridge penalty on the development questions and, each left out
in turn, on the examples themselves; classes weighted alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.coaching.scope.facts import FactBase
from assistant.coaching.scope.words import content
from assistant.library.passages import RetrievedPassage

_NEAREST = 3
WEIGHTS = np.array([89.8, 3.75, 53.3, 1.02, 0.82, 2.65])
BIAS = -46.25


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

    def judge(
        self,
        text: str,
        vector: np.ndarray,
        facts: FactBase,
        passages: Sequence[RetrievedPassage],
    ) -> Topic:
        """The topic of a question with this vector [d], for which `passages` were retrieved."""
        features = self.features(text, vector, facts, passages)
        inside = 1 / (1 + float(np.exp(-(features @ WEIGHTS + BIAS))))
        return Topic(inside, float(features[0]), float(features[2]), float(features[3]))

    def features(
        self,
        text: str,
        vector: np.ndarray,
        facts: FactBase,
        passages: Sequence[RetrievedPassage],
    ) -> np.ndarray:
        """What the logistic function sees, [6]."""
        contrast = _top(self._inside @ vector) - _top(self._outside @ vector)
        nearest = _top(facts.matrix @ vector) if facts.facts else 0.0
        density = _density(self._inside @ vector) - _density(self._outside @ vector)
        asked = content(text)
        weights = [facts.rarity(word) for word in asked]
        known = sum(w for w, word in zip(weights, asked, strict=True) if facts.known(word))
        share = known / sum(weights) if weights else 0.5
        lexical = passages[0].lexical if passages else 0.0
        return np.array(
            [contrast, density, nearest, share, lexical, float(bool(facts.named(text)))]
        )


def _density(similarities: np.ndarray) -> float:
    """The logarithm of a kernel density; the kernel's width suits cosines of e5."""
    return float(np.log(np.exp((similarities - 0.85) * 40).sum())) if len(similarities) else 0.0


def _top(similarities: np.ndarray) -> float:
    k = min(_NEAREST, len(similarities))
    return float(np.sort(similarities)[-k:].mean()) if k else 0.0
