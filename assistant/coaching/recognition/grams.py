"""The words of a message as numbers: words, pairs of words, and pieces of words.

What the embedder overlooks often stands in a few words ("er zonder pijn tussenuit"), and a slip of
the keyboard leaves most pieces of a word as they are. Every piece is weighed by its rarity among the
examples; one that stands in a single example, or in a great many, says nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

_SIZE = 4
_FEWEST = 2
_MOST = 0.05
"""Share of the examples a piece may stand in."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text as a vector of length 1 that is nearly all zeros: places and what stands there."""

    places: np.ndarray
    values: np.ndarray


class Grams:
    """Turns plain words (see wording.py) into vectors over the pieces that examples share."""

    def __init__(self, table: np.ndarray) -> None:
        """`table` [2, pieces] holds the hash of each piece, rising, and its rarity."""
        self._codes = table[0].astype(np.int64)
        self._rarity = table[1].astype(np.float32)

    def __len__(self) -> int:
        """How many pieces are known."""
        return len(self._codes)

    def row(self, words: str) -> Row:
        """The vector of a text; no places when it has no piece that is known."""
        return self.row_of(*_counted(words))

    def row_of(self, codes: np.ndarray, counts: np.ndarray) -> Row:
        """As `row`, of pieces that were counted already."""
        places = np.searchsorted(self._codes, codes)
        known = places < len(self._codes)
        known[known] = self._codes[places[known]] == codes[known]
        places = places[known]
        values = (1 + np.log(counts[known])).astype(np.float32) * self._rarity[places]
        length = float(np.linalg.norm(values))
        return Row(places, values / length if length else values)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Texts to which others are compared, by the pieces they share.

    For the piece at place p, `owners` and `values` from `ends[p]` to `ends[p + 1]` hold the numbers of
    the texts that have it, and how much it says in each.
    """

    count: int
    owners: np.ndarray
    values: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(cls, rows: Sequence[Row], pieces: int) -> Spoken:
        """Of `rows` over so many pieces."""
        none = np.zeros(0, dtype=np.intp)
        places = np.concatenate([none, *(row.places for row in rows)])
        order = np.argsort(places, kind="stable")
        owners = np.repeat(np.arange(len(rows)), [len(row.places) for row in rows])
        values = np.concatenate([none.astype(np.float32), *(row.values for row in rows)])
        ends = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=pieces))])
        return cls(
            len(rows),
            owners[order].astype(np.int32),
            values[order].astype(np.float32),
            ends.astype(np.int32),
        )

    def without(self, first: int) -> Spoken:
        """Of all but the first so many texts."""
        if not first:
            return self
        kept = self.owners >= first
        before = np.concatenate([[0], np.cumsum(kept)])
        return Spoken(
            self.count - first,
            self.owners[kept] - np.int32(first),
            self.values[kept],
            before[self.ends].astype(np.int32),
        )

    def likeness(self, row: Row) -> np.ndarray:
        """Cosine [texts] of a text with each of these, float32."""
        starts = self.ends[row.places]
        counts = self.ends[row.places + 1] - starts
        before = np.cumsum(counts) - counts
        here = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
        shared = self.values[here] * np.repeat(row.values, counts)
        found = np.bincount(self.owners[here], weights=shared, minlength=self.count)
        return found.astype(np.float32)


def learn(texts: Iterable[str]) -> tuple[np.ndarray, list[Row]]:
    """What stands in some of `texts` and not in many, as a table [2, pieces] of hash and rarity; and the
    row of each text over it."""
    each = [_counted(words) for words in texts]
    codes, found = np.unique(
        np.concatenate([np.zeros(0, dtype=np.int64), *(codes for codes, _ in each)]),
        return_counts=True,
    )
    kept = (found >= _FEWEST) & (found <= _MOST * len(each))
    table = np.stack([codes[kept].astype(np.float64), np.log(len(each) / found[kept])])
    grams = Grams(table)
    return table, [grams.row_of(*counted) for counted in each]


def _counted(words: str) -> tuple[np.ndarray, np.ndarray]:
    """The pieces of `words` as hashes, each once, and how often each stands there."""
    kept = [word for word in words.split() if word not in (".", ",")]
    codes = [code for word in kept for code in _of_word(word)]
    for first, second in pairwise(kept):
        codes += 2 * [_hash(f"{first} {second}")]
    return np.unique(np.array(codes, dtype=np.int64), return_counts=True)


@lru_cache(maxsize=65536)
def _of_word(word: str) -> tuple[int, ...]:
    """The pieces of one word; remembered, for in many texts most words come back."""
    marked = f"_{word}_"
    pieces = [marked[start : start + _SIZE] for start in range(len(marked) - _SIZE + 1)]
    # A whole word says more than its pieces.
    return tuple(_hash(piece) for piece in (*pieces, f"={word}", f"={word}"))


def _hash(piece: str) -> int:
    return zlib.crc32(piece.encode())
