"""How much a message is like the examples of each route (see recognition/recogniser.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.coaching.recognition import (
    Example,
    ExampleVectors,
    Lesson,
    Lessons,
    Recogniser,
    Tuning,
)
from assistant.coaching.safety.rulebook import route_of
from assistant.language import Language

TUNING = Tuning(ridge=0.3, words=1.0)
_BENIGN = ("coach", "smalltalk", "out_of_scope")
_DOUBT = 0.75
"""How much of the best benign score counts against an alarm, chosen on examples held apart."""


@dataclass(frozen=True, slots=True)
class Ordinary:
    """How leaders ask about the knowledge: (text, language) [n] with vectors [n, d].

    These are what a coach is for. Without them the examples of alarms stand beside a few look-alikes
    only, and half of what leaders say about their work sounds dark.
    """

    lines: tuple[tuple[str, Language], ...] = ()
    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def __post_init__(self) -> None:
        """Raises ValueError when the lines and their vectors do not match."""
        if len(self.lines) != len(self.vectors):
            raise ValueError("ordinary lines and vectors do not match")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Scores of one message: about 1 for a clear member of the group, about 0 for others."""

    routes: dict[str, float]
    replies: dict[str, float]

    @classmethod
    def of(cls, scores: dict[str, float]) -> Likeness:
        """From scores by label: routes as "route:", replies as "reply:"."""
        parts: dict[str, dict[str, float]] = {"route": {}, "reply": {}}
        for label, score in scores.items():
            kind, _, name = label.partition(":")
            parts[kind][name] = score
        return cls(parts["route"], parts["reply"])

    def lead(self, route: str) -> float:
        """How far a route is ahead of what needs no alarm; below 0 it is behind."""
        return self.routes[route] - _DOUBT * max(self.routes.get(name, 0.0) for name in _BENIGN)

    def best_reply(self, route: str) -> str:
        """The likeliest reply within a route."""
        mine = {key: value for key, value in self.replies.items() if key.split(".")[0] == route}
        return max(mine, key=lambda name: (mine[name], name))


@dataclass(frozen=True, slots=True)
class RouteLessons:
    """The examples and the ordinary lines that routes are learnt from."""

    of: tuple[str, ...]
    """Names all that goes into it."""
    examples: Callable[[], Sequence[Example]]
    ordinary: Callable[[], Ordinary] = Ordinary

    def with_vectors(self, vectors: ExampleVectors) -> Lessons:
        """As lessons, with the vectors of the examples from `vectors`."""

        def made() -> np.ndarray:
            mine = vectors.get([example.text for example in self.examples()])
            ordinary = self.ordinary()
            return np.concatenate([mine, ordinary.vectors]) if ordinary.lines else mine

        return Lessons(self.of, self._read, made)

    def _read(self) -> list[Lesson]:
        return [
            *(
                _lesson(example.text, example.label, example.language)
                for example in self.examples()
            ),
            *(_lesson(text, "coach", language) for text, language in self.ordinary().lines),
        ]


class Classifier:
    """Learns from examples when first asked, and scores vectors."""

    def __init__(
        self, vectors: ExampleVectors, lessons: RouteLessons, plain: Callable[[str], str]
    ) -> None:
        """`plain` puts a text in plain words, as those of a message are when it is scored.

        Raises PromptError when there is something to learn and the examples cannot be read.
        """
        self._recogniser = Recogniser(vectors, lessons.with_vectors(vectors), plain, TUNING)

    def fit(self) -> None:
        """Learn now rather than at the first message."""
        self._recogniser.fit()

    def score(self, vector: np.ndarray, words: str) -> Likeness:
        """The likeness of one message from its vector [d] and its plain words."""
        return Likeness.of(self._recogniser.score(vector, words))

    def first_look(self, words: str) -> Likeness:
        """The part of the likeness that words alone have in it."""
        return Likeness.of(self._recogniser.score_words(words))


def _lesson(text: str, reply: str, language: Language) -> Lesson:
    route = route_of(reply)
    return Lesson(text, {f"route:{route}": 1.0, f"reply:{reply}": 1.0}, language)
