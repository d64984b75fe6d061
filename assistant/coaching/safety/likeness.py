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

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from assistant.coaching.safety.grams import Grams, Row, Spoken, learn
from assistant.coaching.safety.route_examples import Example
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


_KIND = "1"
"""Raised when what is learnt, or from what, changes otherwise than by the settings above."""


class Vectors(Protocol):
    """Where the vectors of the examples come from, and where what is learnt from them is kept."""

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors [n, d] of `texts`."""
        ...

    def recall(self, of: bytes) -> Mapping[str, np.ndarray] | None:
        """What was learnt from `of` at an earlier time, None when that is not kept."""
        ...

    def keep(self, of: bytes, learnt: Mapping[str, np.ndarray]) -> None:
        """Keep what was learnt from `of`; where it cannot be kept, it is learnt again."""
        ...


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
class Lessons:
    """What to learn from, read only when it has to be learnt: a start without changes is quick."""

    of: bytes
    """Names all that goes into it; the same name, the same lessons."""
    examples: Callable[[], Sequence[Example]]
    ordinary: Callable[[], Ordinary] = Ordinary


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

    def __init__(self, vectors: Vectors, lessons: Lessons, plain: Callable[[str], str]) -> None:
        """`plain` puts a text in plain words, as those of a message are when it is scored.

        Raises PromptError when there is something to learn and the examples cannot be read.
        """
        self._vectors = vectors
        self._lessons = lessons
        self._plain = plain
        settings = f"{_KIND} {_RIDGE} {_NARROWNESS} {_WORDS} {_VOICES} "
        self._of = settings.encode() + lessons.of
        self._lock = threading.Lock()
        kept = vectors.recall(self._of)
        self._learnt = None if kept is None else _Learnt.of(kept)
        if self._learnt is None:
            # What is wrong with them is better said now than at the first message.
            lessons.examples()

    def fit(self) -> None:
        """Learn now rather than at the first message."""
        with self._lock:
            if self._learnt is None:
                made = self._learn()
                self._vectors.keep(self._of, made)
                self._learnt = _Learnt.of(made)

    def score(self, vector: np.ndarray, words: str) -> Likeness:
        """The likeness of one message from its vector [d] and its plain words."""
        self.fit()
        assert self._learnt is not None
        learnt = self._learnt
        values = learnt.values(vector, words).tolist()
        n = len(learnt.routes)
        return Likeness(
            dict(zip(learnt.routes, values[:n], strict=True)),
            dict(zip(learnt.replies, values[n:], strict=True)),
        )

    def _learn(self) -> dict[str, np.ndarray]:
        """The parts of a _Learnt by name, from all examples and ordinary lines."""
        written, ordinary = self._lessons.examples(), self._lessons.ordinary()
        x = self._vectors.get([example.text for example in written])
        if ordinary.lines:
            x = np.concatenate([x, ordinary.vectors])
        examples = (
            *written,
            *(Example(text, "coach", language) for text, language in ordinary.lines),
        )
        dutch = np.array([example.language == "nl" for example in examples])
        alarm = np.array([example.route not in _BENIGN for example in examples])
        routes = sorted({example.route for example in written})
        replies = sorted({example.reply for example in written})
        columns = [[example.route == route for example in examples] for route in routes]
        columns += [[example.reply == key for example in examples] for key in replies]
        targets = np.asarray(columns, dtype=np.float32).T
        language = _between(x, dutch)
        plain = x - np.outer(x @ language, language)
        centre = plain.mean(axis=0)
        meant = _directions(plain - centre)
        words = [self._plain(example.text) for example in examples]
        table = learn(words)
        chosen = _chosen(alarm)
        weights = _solved(meant, words, Grams(table), chosen, targets).astype(np.float32)
        return {
            "routes": np.array(routes),
            "replies": np.array(replies),
            "language": language,
            "centre": centre,
            "voices": meant[chosen],
            "weights": weights[: len(chosen)],
            "pieces": table,
            "words": weights[len(chosen) :],
        }


def lessons_of(*parts: str) -> bytes:
    """A short name for lessons that are made of these parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.digest()


@dataclass(frozen=True, slots=True)
class _Learnt:
    routes: tuple[str, ...]
    replies: tuple[str, ...]
    language: np.ndarray
    centre: np.ndarray
    voices: np.ndarray
    """Directions [voices, d] of the examples that have a voice."""
    weights: np.ndarray
    """What each voice says, [voices, routes and replies]."""
    grams: Grams
    words: np.ndarray
    """What each piece of a word says, [pieces, routes and replies]."""

    @classmethod
    def of(cls, parts: Mapping[str, np.ndarray]) -> _Learnt | None:
        """From its parts by name; None when they are not those."""
        try:
            return cls(
                tuple(parts["routes"].tolist()),
                tuple(parts["replies"].tolist()),
                parts["language"],
                parts["centre"],
                parts["voices"],
                parts["weights"],
                Grams(parts["pieces"]),
                parts["words"],
            )
        except KeyError:
            return None

    def values(self, vector: np.ndarray, words: str) -> np.ndarray:
        plain = vector - (vector @ self.language) * self.language - self.centre
        # A product of this size would be shared out over threads that then wait for a busy core.
        cosines = np.einsum("nd,d->n", self.voices, _directions(plain[None])[0])
        heard: np.ndarray = _kernel(cosines) @ self.weights
        said = self.grams.row(words)
        heard += said.values @ self.words[said.places]
        return heard


def _between(x: np.ndarray, dutch: np.ndarray) -> np.ndarray:
    """The direction [d] in which Dutch lies apart from English; zeros when there is only one."""
    language = np.zeros(x.shape[1], dtype=np.float32)
    if dutch.any() and not dutch.all():
        language = x[dutch].mean(axis=0) - x[~dutch].mean(axis=0)
        language /= max(float(np.linalg.norm(language)), 1e-9)
    return language


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
    meant: np.ndarray,
    words: Sequence[str],
    grams: Grams,
    chosen: np.ndarray,
    targets: np.ndarray,
) -> np.ndarray:
    """The weights [voices + pieces, t] with which the voices together say the targets [n, t].

    Words are linear in their vectors, so what all voices say by words is one weight for each piece.
    """
    said = [grams.row(text) for text in words]
    voices = meant[chosen]
    rows = [said[number] for number in chosen]
    spoken = Spoken(rows, len(grams))
    gram = _heard(voices, rows, voices, spoken).astype(np.float64)
    gram *= _RIDGE
    gram[np.diag_indices_from(gram)] += 1e-6
    wanted = np.zeros((len(voices), targets.shape[1]))
    for start in range(0, len(meant), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        heard = _heard(meant[part], said[part], voices, spoken)
        gram += heard.T @ heard
        wanted += heard.T @ targets[part]
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
