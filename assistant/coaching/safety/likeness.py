"""How much a message is like the examples of each route, by meaning.

Cosines of the small embedder all lie close together, so a fixed cut-off on one of them says
nothing. Instead every route is set against all the others, benign look-alikes included, in two
ways that err differently: a ridge regression on the example vectors learns which directions tell
them apart (it generalises, and is wrong far from all examples), and the nearest examples of the
route are compared with the nearest of all others (it knows when a message is far from both).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

_RIDGE = 1.0
_NEAREST = 2
"""So many nearest examples on each side are averaged; one alone may be an accident."""


class Vectors(Protocol):
    """Where the vectors of the examples come from."""

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors [n, d] of `texts`."""
        ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """Scores of one message: about 1 for a clear member of the group, about 0 for others.

    `contrast` is how much nearer the examples of a route are than those of all other routes.
    """

    routes: dict[str, float]
    replies: dict[str, float]
    contrast: dict[str, float]

    def clears(self, route: str, bar: tuple[float, float]) -> bool:
        """Whether score and contrast of a route both reach the bar."""
        return self.routes[route] >= bar[0] and self.contrast[route] >= bar[1]

    def best_reply(self, route: str) -> tuple[str, float]:
        """The likeliest reply within a route."""
        mine = {key: value for key, value in self.replies.items() if key.split(".")[0] == route}
        key = max(mine, key=lambda name: (mine[name], name))
        return key, mine[key]


class Classifier:
    """Learns from examples (text, reply key) when first asked, and scores vectors."""

    def __init__(self, vectors: Vectors, texts: Sequence[str], replies: Sequence[str]) -> None:
        self._vectors = vectors
        self._texts = list(texts)
        self._labels = list(replies)
        self._replies = sorted(set(replies))
        self._routes = sorted({key.split(".")[0] for key in replies})
        self._lock = threading.Lock()
        self._weights: np.ndarray | None = None
        self._centre: np.ndarray | None = None
        self._examples: np.ndarray | None = None
        self._members = {
            route: np.array([label.split(".")[0] == route for label in self._labels])
            for route in self._routes
        }

    def fit(self) -> None:
        """Learn now rather than at the first message."""
        with self._lock:
            if self._weights is not None:
                return
            x = self._vectors.get(self._texts).astype(np.float64)
            targets = self._targets()
            self._centre = x.mean(axis=0)
            self._examples = x.astype(np.float32)
            self._weights = ridge(_lifted(x, self._centre), targets)

    def score(self, vector: np.ndarray) -> Likeness:
        """The likeness of one message from its vector [d]."""
        self.fit()
        assert self._weights is not None
        assert self._centre is not None
        assert self._examples is not None
        near = self._examples @ vector
        row = _lifted(vector[None].astype(np.float64), self._centre)
        values = (row @ self._weights)[0].tolist()
        n = len(self._routes)
        return Likeness(
            dict(zip(self._routes, values[:n], strict=True)),
            dict(zip(self._replies, values[n:], strict=True)),
            {route: _top(near[mine]) - _top(near[~mine]) for route, mine in self._members.items()},
        )

    def _targets(self) -> np.ndarray:
        """One column for each route, then one for each reply."""
        columns = [[label.split(".")[0] == r for label in self._labels] for r in self._routes]
        columns += [[label == key for label in self._labels] for key in self._replies]
        return np.asarray(columns, dtype=np.float64).T


def ridge(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weights [d, k] of a regularised regression of y [n, k] on x [n, d]."""
    gram = x.T @ x
    gram[np.diag_indices_from(gram)] += _RIDGE
    weights: np.ndarray = np.linalg.solve(gram, x.T @ y)
    return weights


def _top(similarities: np.ndarray) -> float:
    """Mean of the largest few."""
    return float(np.sort(similarities)[-_NEAREST:].mean())


def _lifted(x: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Vectors around their centre, at unit length, with a constant for the intercept."""
    moved = x - centre
    moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return np.hstack([moved, np.ones((len(x), 1))])
