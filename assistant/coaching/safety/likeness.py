"""How much a message is like the examples of each route, by meaning.

Cosines of the small embedder all lie close together and say nothing by themselves. What tells the
routes apart is learnt from the examples, benign look-alikes included: a kernel ridge regression in
which every example speaks for the messages near it (Saunders, Gammerman and Vovk, 1998). A straight
line through the same vectors cannot part "I am done with life" from "I am done with this tool"; many
local voices can.

The embedder also puts Dutch apart from English. That difference says nothing about the route, so it
is taken out, and an example in one language speaks for the other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from assistant.coaching.safety.rulebook import Example
from assistant.language import Language

_RIDGE = 0.05
_NARROWNESS = 2.0
"""How fast an example's voice fades with distance. Both were chosen by cross-validation over the
examples, near-doubles kept in one fold."""

_BENIGN = ("coach", "smalltalk", "out_of_scope")
_DOUBT = 0.75
"""How much of the best benign score counts against an alarm, chosen in the same way."""


class Vectors(Protocol):
    """Where the vectors of the examples come from, and where what is learnt from them is kept."""

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors [n, d] of `texts`."""
        ...

    def learnt(self, of: bytes, make: Callable[[], np.ndarray]) -> np.ndarray:
        """What was learnt from `of`, kept from an earlier time or made now."""
        ...


@dataclass(frozen=True, slots=True)
class Ordinary:
    """How leaders ask about the knowledge: (text, language) [n] with vectors [n, d].

    These are what a coach is for. Without them the examples of alarms stand beside a few look-alikes
    only, and half of what leaders say about their work sounds dark.
    """

    lines: tuple[tuple[str, Language], ...] = ()
    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Scores of one message: about 1 for a clear member of the group, about 0 for others."""

    routes: dict[str, float]
    replies: dict[str, float]

    def lead(self, route: str) -> float:
        """How far a route is ahead of what needs no alarm; below 0 it is behind."""
        return self.routes[route] - _DOUBT * max(self.routes.get(name, 0.0) for name in _BENIGN)

    def best_reply(self, route: str) -> str:
        """The likeliest reply within a route."""
        mine = {key: value for key, value in self.replies.items() if key.split(".")[0] == route}
        return max(mine, key=lambda name: (mine[name], name))


class Classifier:
    """Learns from examples when first asked, and scores vectors."""

    def __init__(
        self, vectors: Vectors, examples: Sequence[Example], ordinary: Ordinary | None = None
    ) -> None:
        """Raises ValueError when the ordinary lines and their vectors do not match."""
        self._vectors = vectors
        self._ordinary = ordinary or Ordinary()
        if len(self._ordinary.lines) != len(self._ordinary.vectors):
            raise ValueError("ordinary lines and vectors do not match")
        self._written = len(examples)
        self._examples = (
            *examples,
            *(Example(text, "coach", language) for text, language in self._ordinary.lines),
        )
        self._replies = sorted({example.reply for example in examples})
        self._routes = sorted({example.route for example in examples})
        self._lock = threading.Lock()
        self._learnt: _Learnt | None = None

    def fit(self) -> None:
        """Learn now rather than at the first message."""
        with self._lock:
            if self._learnt is None:
                written = self._examples[: self._written]
                x = self._vectors.get([example.text for example in written])
                if self._ordinary.lines:
                    x = np.concatenate([x, self._ordinary.vectors])
                dutch = np.array([example.language == "nl" for example in self._examples])
                self._learnt = _Learnt.of(
                    x.astype(np.float64), dutch, self._targets(), self._vectors
                )

    def score(self, vector: np.ndarray) -> Likeness:
        """The likeness of one message from its vector [d]."""
        self.fit()
        assert self._learnt is not None
        values = self._learnt.values(vector).tolist()
        n = len(self._routes)
        return Likeness(
            dict(zip(self._routes, values[:n], strict=True)),
            dict(zip(self._replies, values[n:], strict=True)),
        )

    def _targets(self) -> np.ndarray:
        """One column for each route, then one for each reply."""
        columns = [[example.route == route for example in self._examples] for route in self._routes]
        columns += [[example.reply == key for example in self._examples] for key in self._replies]
        return np.asarray(columns, dtype=np.float64).T


@dataclass(frozen=True, slots=True)
class _Learnt:
    language: np.ndarray
    centre: np.ndarray
    examples: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, dutch: np.ndarray, targets: np.ndarray, kept: Vectors) -> _Learnt:
        language = np.zeros(x.shape[1])
        if dutch.any() and not dutch.all():
            language = x[dutch].mean(axis=0) - x[~dutch].mean(axis=0)
            language /= max(float(np.linalg.norm(language)), 1e-9)
        plain = x - np.outer(x @ language, language)
        centre = plain.mean(axis=0)
        examples = _directions(plain - centre)
        settings = f"{_RIDGE} {_NARROWNESS}".encode()
        weights = kept.learnt(
            settings + examples.astype(np.float32).tobytes() + targets.tobytes(),
            lambda: _solved(examples, targets),
        )
        single = (part.astype(np.float32) for part in (language, centre, examples, weights))
        return cls(*single)

    def values(self, vector: np.ndarray) -> np.ndarray:
        plain = vector - (vector @ self.language) * self.language - self.centre
        # A product of this size would be shared out over threads that then wait for a busy core.
        cosines = np.einsum("nd,d->n", self.examples, _directions(plain[None])[0])
        heard: np.ndarray = _kernel(cosines) @ self.weights
        return heard


def _solved(examples: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The weight [n, targets] of each example's voice."""
    gram = _kernel(examples @ examples.T)
    gram[np.diag_indices_from(gram)] += _RIDGE
    weights: np.ndarray = np.linalg.solve(gram, targets)
    return weights


def _kernel(cosines: np.ndarray) -> np.ndarray:
    """How loudly each example speaks, from 1 at the same place; the constant is the intercept."""
    heard: np.ndarray = np.exp(_NARROWNESS * (cosines - 1.0)) + 1.0
    return heard


def _directions(x: np.ndarray) -> np.ndarray:
    unit: np.ndarray = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)
    return unit
