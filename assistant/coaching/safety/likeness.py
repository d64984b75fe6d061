"""How much a message is like the examples of each route, by meaning.

Cosines of the small embedder all lie close together, so a fixed cut-off on one of them says
nothing. Instead every route is set against all the others, benign look-alikes included: a ridge
regression on the example vectors learns which directions tell them apart.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

_RIDGE = 1.0


class Vectors(Protocol):
    """Where the vectors of the examples come from."""

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors [n, d] of `texts`."""
        ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """Scores of one message: about 1 for a clear member of the group, about 0 for others."""

    routes: dict[str, float]
    replies: dict[str, float]

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

    def fit(self) -> None:
        """Learn now rather than at the first message."""
        with self._lock:
            if self._weights is not None:
                return
            x = self._vectors.get(self._texts).astype(np.float64)
            targets = self._targets()
            self._centre = x.mean(axis=0)
            self._weights = ridge(_lifted(x, self._centre), targets)

    def score(self, vector: np.ndarray) -> Likeness:
        """The likeness of one message from its vector [d]."""
        self.fit()
        assert self._weights is not None
        assert self._centre is not None
        row = _lifted(vector[None].astype(np.float64), self._centre)
        values = (row @ self._weights)[0].tolist()
        n = len(self._routes)
        return Likeness(
            dict(zip(self._routes, values[:n], strict=True)),
            dict(zip(self._replies, values[n:], strict=True)),
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


def _lifted(x: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Vectors around their centre, at unit length, with a constant for the intercept."""
    moved = x - centre
    moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return np.hstack([moved, np.ones((len(x), 1))])
