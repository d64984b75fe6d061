"""Labels of a message, learnt from labelled examples by meaning and by words.

Cosines of the small embedder all lie close together and say nothing by themselves. What tells the
labels apart is learnt from the examples: a kernel ridge regression in which every example speaks for
the messages near it (Saunders, Gammerman and Vovk, 1998). A straight line through the same vectors
cannot part "I am done with life" from "I am done with this tool"; many local voices can.

Words count beside meaning (see grams.py): two kernels added are one that hears both.

The embedder also puts Dutch apart from English. That difference says nothing about the label, so it
is taken out, and an example in one language speaks for the other.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from assistant.coaching.recognition.grams import Grams, Row, Spoken, learn
from assistant.language import Language

WAY_OF_LEARNING = "8"
"""Raised when what is learnt changes otherwise than by a tuning or by the lessons."""
_AT_ONCE = 256
"""So many examples are taken together while learning: with more, the small matrices cost as much as
the large ones, and with fewer the large ones are not used well."""
_CHECKED = 64
"""So many examples, spread evenly, are asked whether weights that ship are theirs."""
_WRONG = 0.02
"""How far what is said of an example may be off, of 1; single precision and the rounding of the weights
stay at a third of it, and other examples or other words are far beyond."""
_AXES = 192
"""So many directions of meaning are kept, those in which the examples differ most; the rest tells
nothing more and every message would pay for it."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How it is learnt; chosen, for each use, on examples that were held apart."""

    ridge: float
    words: float
    """How much likeness in words counts beside likeness in meaning."""
    narrowness: float = 2.0
    """How fast an example's voice fades with distance in meaning."""


class Kept(Protocol):
    """Where what is learnt is kept between runs."""

    def recall(self, of: bytes) -> Mapping[str, np.ndarray] | None:
        """What was learnt from `of` at an earlier time, None when that is not kept."""
        ...

    def keep(self, of: bytes, learnt: Mapping[str, np.ndarray]) -> None:
        """Keep what was learnt from `of`; where it cannot be kept, it is learnt again."""
        ...

    def shipped_weights(self, of: bytes) -> np.ndarray | None:
        """The weights [voices, labels] that ship for `of`, None when there are none."""
        ...


class ExampleVectors(Kept, Protocol):
    """Where the vectors of fixed examples come from as well."""

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors [n, d] of `texts`."""
        ...


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message a person might write, with its labels."""

    text: str
    labels: Mapping[str, float]
    """With how good an example of each it is, to 1; none for a message that has no label."""
    language: Language


@dataclass(frozen=True, slots=True)
class Lessons:
    """What to learn from, read only when it has to be learnt: a start without changes is quick."""

    of: tuple[str, ...]
    """Names all that goes into it; the same names, the same lessons."""
    read: Callable[[], Sequence[Lesson]]
    vectors: Callable[[], np.ndarray]
    """Vectors [n, d] of the texts, in order."""


class Recogniser:
    """Learns from lessons when first asked, and scores messages."""

    def __init__(
        self, kept: Kept, lessons: Lessons, plain: Callable[[str], str], tuning: Tuning
    ) -> None:
        """`plain` puts a text in plain words, as those of a message are when it is scored.

        Raises what reading the lessons raises, when there is something to learn.
        """
        self._kept = kept
        self._lessons = lessons
        self._plain = plain
        self._tuning = tuning
        digest = hashlib.sha256(f"{WAY_OF_LEARNING} {tuning}".encode())
        for part in lessons.of:
            digest.update(b"\0" + part.encode())
        self._of = digest.digest()
        self._lock = threading.Lock()
        recalled = kept.recall(self._of)
        self._learnt = None if recalled is None else _Learnt.of(recalled, tuning)
        if self._learnt is None:
            # What is wrong with them is better said now than at the first message.
            lessons.read()

    def fit(self) -> None:
        """Learn now rather than at the first message."""
        with self._lock:
            if self._learnt is None:
                # Large products, also where the coach keeps its small ones to one core.
                with threadpool_limits(limits=os.cpu_count(), user_api="blas"):
                    made = self._learn()
                self._kept.keep(self._of, made)
                self._learnt = _Learnt.of(made, self._tuning)

    def score(self, vector: np.ndarray, words: str) -> dict[str, float]:
        """For each label about 1 for a clear member and about 0 for others.

        `vector` [d] is that of the message and `words` its plain words.
        """
        learnt = self._ready()
        return dict(zip(learnt.labels, learnt.values(vector, words).tolist(), strict=True))

    def score_words(self, words: str) -> dict[str, float]:
        """The part of the scores that plain words alone have in it: a first look, without a vector."""
        learnt = self._ready()
        return dict(zip(learnt.labels, learnt.by_words(words).tolist(), strict=True))

    def _ready(self) -> _Learnt:
        self.fit()
        assert self._learnt is not None
        return self._learnt

    def _learn(self) -> dict[str, np.ndarray]:
        """The parts of a _Learnt by name."""
        lessons, x = self._lessons.read(), self._lessons.vectors()
        labels = sorted({label for lesson in lessons for label in lesson.labels})
        place = {label: n for n, label in enumerate(labels)}
        targets = np.zeros((len(lessons), len(labels)), dtype=np.float32)
        for row, lesson in enumerate(lessons):
            for label, worth in lesson.labels.items():
                targets[row, place[label]] = worth
        between = _between(x, np.array([lesson.language == "nl" for lesson in lessons]))
        plain = x - np.outer(x @ between, between)
        centre = plain.mean(axis=0)
        meant = _directions(plain - centre)
        axes = _axes(meant)
        meant = meant @ axes
        words = [self._plain(lesson.text) for lesson in lessons]
        table, said = learn(words)
        spoken = Spoken.of(said, table.shape[1])
        equations = _Equations(meant, said, spoken, targets, self._tuning)
        weights = self._kept.shipped_weights(self._of)
        if weights is None or not equations.solved_by(weights):
            # Rounded as those that ship are, so that it does not show where they came from.
            weights = equations.solution().astype(np.float16)
        weights = weights.astype(np.float32)
        return {
            "labels": np.array(labels),
            "between": between,
            "centre": centre,
            "axes": axes,
            "voices": meant,
            "weights": weights,
            "pieces": table,
            "owners": spoken.owners,
            "values": spoken.values,
            "ends": spoken.ends,
        }


@dataclass(frozen=True, slots=True)
class _Learnt:
    labels: tuple[str, ...]
    between: np.ndarray
    """The direction [d] in which the languages lie apart."""
    centre: np.ndarray
    axes: np.ndarray
    """The directions [d, a] of meaning that are kept."""
    voices: np.ndarray
    """Directions [voices, a] of the examples."""
    weights: np.ndarray
    """What each voice says, [voices, labels]."""
    grams: Grams
    spoken: Spoken
    """The words of the examples."""
    tuning: Tuning

    @classmethod
    def of(cls, parts: Mapping[str, np.ndarray], tuning: Tuning) -> _Learnt | None:
        """From its parts by name; None when they are not those."""
        try:
            return cls(
                tuple(parts["labels"].tolist()),
                parts["between"],
                parts["centre"],
                parts["axes"],
                parts["voices"],
                parts["weights"],
                Grams(parts["pieces"]),
                Spoken(len(parts["voices"]), parts["owners"], parts["values"], parts["ends"]),
                tuning,
            )
        except KeyError:
            return None

    def values(self, vector: np.ndarray, words: str) -> np.ndarray:
        """What is said of each label, [labels]."""
        plain = vector - (vector @ self.between) * self.between - self.centre
        cosines = self.voices @ (_directions(plain[None])[0] @ self.axes)
        # Meaning and words together, so that the weights are read once.
        heard = _kernel(cosines, self.tuning) + self._heard_in_words(words)
        values: np.ndarray = heard @ self.weights
        return values

    def by_words(self, words: str) -> np.ndarray:
        """What words alone say of each label, [labels]; the rest of `values` is meaning."""
        values: np.ndarray = self._heard_in_words(words) @ self.weights
        return values

    def _heard_in_words(self, words: str) -> np.ndarray:
        """How loudly each voice hears these words, [voices]."""
        return self.tuning.words * self.spoken.likeness(self.grams.row(words))


def _between(x: np.ndarray, dutch: np.ndarray) -> np.ndarray:
    """The direction [d] in which Dutch lies apart from English; zeros when there is only one."""
    between = np.zeros(x.shape[1], dtype=np.float32)
    if dutch.any() and not dutch.all():
        between = x[dutch].mean(axis=0) - x[~dutch].mean(axis=0)
        between /= max(float(np.linalg.norm(between)), 1e-9)
    return between


def _axes(meant: np.ndarray) -> np.ndarray:
    """The directions [d, a] in which examples [n, d] differ most, at most `_AXES`."""
    _, directions = np.linalg.eigh(meant.T @ meant)
    axes: np.ndarray = directions[:, ::-1][:, :_AXES].astype(np.float32)
    return axes


@dataclass(frozen=True, slots=True)
class _Equations:
    """What the weights have to fulfil: every example is told its own labels by all of them."""

    meant: np.ndarray
    """Directions [n, a] of the examples."""
    said: Sequence[Row]
    spoken: Spoken
    """The words of the examples, and the same as what others are compared to."""
    targets: np.ndarray
    """What is to be said of each example, [n, labels]."""
    tuning: Tuning

    def solution(self) -> np.ndarray:
        """The weights [n, labels]; takes the third power of n, and half a matrix [n, n] of memory."""
        return _solved(self._heard(), self.targets, self.tuning.ridge)

    def solved_by(self, weights: np.ndarray) -> bool:
        """Whether these are the weights, asked of some of the examples: in a hundredth of a second."""
        if weights.shape != self.targets.shape:
            return False
        some = np.unique(np.linspace(0, len(self.meant) - 1, _CHECKED).astype(int))
        told = weights.astype(np.float32)
        off = (
            self._rows(some, self.spoken) @ told
            + self.tuning.ridge * told[some]
            - self.targets[some]
        )
        return bool(np.abs(off).max() < _WRONG)

    def _heard(self) -> np.ndarray:
        """How loudly each example hears each other one, by meaning and by words, [n, n].

        Only what is on the diagonal and to its right is filled in, and takes memory: the other half is
        the same, and with many examples it would be a gigabyte.
        """
        count, spoken = len(self.meant), self.spoken
        heard = np.empty((count, count), dtype=np.float32)
        for start in range(0, count, _AT_ONCE):
            part = np.arange(start, min(start + _AT_ONCE, count))
            spoken = spoken.without(min(start, _AT_ONCE))
            heard[start : start + _AT_ONCE, start:] = self._rows(part, spoken)
        return heard

    def _rows(self, some: np.ndarray, spoken: Spoken) -> np.ndarray:
        """How loudly the examples with these numbers hear those in `spoken`, which are the last of all."""
        heard = _kernel(self.meant[some] @ self.meant[-spoken.count :].T, self.tuning)
        for row, number in zip(heard, some, strict=True):
            row += self.tuning.words * spoken.likeness(self.said[number])
        return heard


def _solved(heard: np.ndarray, targets: np.ndarray, ridge: float) -> np.ndarray:
    """The weights [n, t] with which the examples, as they are heard, say `targets` [n, t].

    By Cholesky's method, in place: `heard` is overwritten. Half of the matrix in single precision is
    all it takes, and with hundreds of targets it is quicker than steps towards it.
    """
    parts = [slice(at, at + _AT_ONCE) for at in range(0, len(heard), _AT_ONCE)]
    _factorise(heard, parts, ridge)
    weights = targets.copy()
    for part in parts:
        known = slice(0, part.start)
        rest = weights[part] - heard[known, part].T @ weights[known]
        weights[part] = np.linalg.solve(heard[part, part].T, rest)
    for part in reversed(parts):
        known = slice(part.stop, None)
        rest = weights[part] - heard[part, known] @ weights[known]
        weights[part] = np.linalg.solve(heard[part, part], rest)
    return weights


def _factorise(heard: np.ndarray, parts: Sequence[slice], ridge: float) -> None:
    """Turn the upper half of `heard`, with `ridge` on its diagonal, into its triangular root.

    Each part takes off all that is above it at once: one large product reads the matrix less often than
    many small ones.
    """
    for part in parts:
        rows = heard[part, part.start :]
        if part.start:
            rows -= heard[: part.start, part].T @ heard[: part.start, part.start :]
        square = rows[:, : len(rows)]
        square[np.diag_indices(len(rows))] += np.float32(ridge)
        rows[:] = np.linalg.inv(np.linalg.cholesky(square)) @ rows


def _kernel(cosines: np.ndarray, tuning: Tuning) -> np.ndarray:
    """How loudly each example speaks, from 1 at the same place; the constant is the intercept."""
    heard: np.ndarray = np.exp(tuning.narrowness * (cosines - 1.0)) + 1.0
    return heard


def _directions(x: np.ndarray) -> np.ndarray:
    unit: np.ndarray = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)
    return unit
