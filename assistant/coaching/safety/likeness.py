"""How much a message is like the examples of each route, by meaning and by its words.

Cosines of the small embedder all lie close together and say nothing by themselves. What tells the
routes apart is learnt from the examples, benign look-alikes included: a kernel ridge regression in
which every example speaks for the messages near it (Saunders, Gammerman and Vovk, 1998). A straight
line through the same vectors cannot part "I am done with life" from "I am done with this tool"; many
local voices can. With many examples only some have a voice, and all are listened to when it is fitted
(subset of regressors: Quiñonero-Candela and Rasmussen, 2005).

Words count beside meaning (see grams.py): two kernels added are one that hears both.

The embedder also puts Dutch apart from English. That difference says nothing about the route, so it
is taken out, and an example in one language speaks for the other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from assistant.coaching.safety.grams import Grams, Row, Spoken, learn
from assistant.coaching.safety.rulebook import Example
from assistant.language import Language

_RIDGE = 0.3
_NARROWNESS = 2.0
"""How fast an example's voice fades with distance in meaning."""
_WORDS = 1.0
"""How much likeness in words counts beside likeness in meaning. All three were chosen on examples
that were held apart."""

_VOICES = 4000
"""At most so many examples have a voice: what fitting costs grows with the square of it."""
_AT_ONCE = 1000

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
        self,
        vectors: Vectors,
        examples: Sequence[Example],
        plain: Callable[[str], str],
        ordinary: Ordinary | None = None,
    ) -> None:
        """`plain` puts a text in plain words, as those of a message are when it is scored.

        Raises ValueError when the ordinary lines and their vectors do not match.
        """
        self._vectors = vectors
        self._plain = plain
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
                alarm = np.array([example.route not in _BENIGN for example in self._examples])
                texts = [example.text for example in self._examples]
                said = _Said(texts, self._plain, self._vectors)
                self._learnt = _Learnt.of(x, said, dutch, alarm, self._targets(), self._vectors)

    def score(self, vector: np.ndarray, words: str) -> Likeness:
        """The likeness of one message from its vector [d] and its plain words."""
        self.fit()
        assert self._learnt is not None
        values = self._learnt.values(vector, words).tolist()
        n = len(self._routes)
        return Likeness(
            dict(zip(self._routes, values[:n], strict=True)),
            dict(zip(self._replies, values[n:], strict=True)),
        )

    def _targets(self) -> np.ndarray:
        """One column for each route, then one for each reply."""
        columns = [[example.route == route for example in self._examples] for route in self._routes]
        columns += [[example.reply == key for example in self._examples] for key in self._replies]
        return np.asarray(columns, dtype=np.float32).T


class _Said:
    """The words of the examples; put in plain words only when something is learnt from them."""

    def __init__(self, texts: Sequence[str], plain: Callable[[str], str], kept: Vectors) -> None:
        self._texts = texts
        self._plain = plain
        self.key = "\n".join(texts).encode()
        self.grams = Grams(kept.learnt(b"pieces" + self.key, lambda: learn(map(plain, texts))))

    def rows(self, numbers: np.ndarray) -> list[Row]:
        """The vectors of some of the examples."""
        return [self.grams.row(self._plain(self._texts[number])) for number in numbers]


@dataclass(frozen=True, slots=True)
class _Learnt:
    language: np.ndarray
    centre: np.ndarray
    voices: np.ndarray
    weights: np.ndarray
    grams: Grams
    words: np.ndarray
    """What each piece says, [pieces, targets]."""

    @classmethod
    def of(
        cls,
        x: np.ndarray,
        said: _Said,
        dutch: np.ndarray,
        alarm: np.ndarray,
        targets: np.ndarray,
        kept: Vectors,
    ) -> _Learnt:
        """Fitted on vectors [n, d] with their targets [n, t]; `dutch` and `alarm` are flags [n]."""
        language = np.zeros(x.shape[1], dtype=np.float32)
        if dutch.any() and not dutch.all():
            language = x[dutch].mean(axis=0) - x[~dutch].mean(axis=0)
            language /= max(float(np.linalg.norm(language)), 1e-9)
        plain = x - np.outer(x @ language, language)
        centre = plain.mean(axis=0)
        examples = _directions(plain - centre)
        chosen = _chosen(alarm)
        settings = f"{_RIDGE} {_NARROWNESS} {_WORDS} {_VOICES}".encode()
        weights = kept.learnt(
            settings + examples.tobytes() + targets.tobytes() + said.key,
            lambda: _solved(examples, said, chosen, targets),
        ).astype(np.float32)
        count = len(chosen)
        return cls(language, centre, examples[chosen], weights[:count], said.grams, weights[count:])

    def values(self, vector: np.ndarray, words: str) -> np.ndarray:
        plain = vector - (vector @ self.language) * self.language - self.centre
        # A product of this size would be shared out over threads that then wait for a busy core.
        cosines = np.einsum("nd,d->n", self.voices, _directions(plain[None])[0])
        heard: np.ndarray = _kernel(cosines) @ self.weights
        said = self.grams.row(words)
        heard += said.values @ self.words[said.places]
        return heard


def _chosen(alarm: np.ndarray) -> np.ndarray:
    """Rows of the examples that have a voice, spread evenly: half for alarms, half for the rest."""
    alarms, others = np.flatnonzero(alarm), np.flatnonzero(~alarm)
    most = min(len(alarms), max(_VOICES // 2, _VOICES - len(others)))
    rest = min(len(others), _VOICES - most)
    rows = [
        part[np.linspace(0, len(part) - 1, count).astype(int)]
        for part, count in ((alarms, most), (others, rest))
        if count
    ]
    return np.concatenate(rows) if rows else np.zeros(0, dtype=int)


def _solved(
    examples: np.ndarray, said: _Said, chosen: np.ndarray, targets: np.ndarray
) -> np.ndarray:
    """The weights [voices + pieces, t] with which the voices together say the targets [n, t].

    Words are linear in their vectors, so what all voices say by words is one weight for each piece.
    """
    voices, rows = examples[chosen], said.rows(chosen)
    spoken = Spoken(rows, len(said.grams))
    gram = _heard(voices, rows, voices, spoken).astype(np.float64)
    gram *= _RIDGE
    gram[np.diag_indices_from(gram)] += 1e-6
    wanted = np.zeros((len(voices), targets.shape[1]))
    for start in range(0, len(examples), _AT_ONCE):
        numbers = np.arange(start, min(start + _AT_ONCE, len(examples)))
        heard = _heard(examples[numbers], said.rows(numbers), voices, spoken)
        gram += heard.T @ heard
        wanted += heard.T @ targets[numbers]
    weights: np.ndarray = np.linalg.solve(gram, wanted)
    return np.concatenate([weights, _WORDS * spoken.summed(weights)])


def _heard(
    meant: np.ndarray, said: Sequence[Row], voices: np.ndarray, spoken: Spoken
) -> np.ndarray:
    """How loudly each text [n] hears each voice, [n, voices], by meaning and by words."""
    heard = _kernel(meant @ voices.T)
    for row, text in zip(heard, said, strict=True):
        row += _WORDS * spoken.likeness(text)
    return heard


def _kernel(cosines: np.ndarray) -> np.ndarray:
    """How loudly each example speaks, from 1 at the same place; the constant is the intercept."""
    heard: np.ndarray = np.exp(_NARROWNESS * (cosines - 1.0)) + 1.0
    return heard


def _directions(x: np.ndarray) -> np.ndarray:
    unit: np.ndarray = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)
    return unit
