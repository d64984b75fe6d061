"""Vectors of example questions, each made once.

Routing, scope and phrasing compare a question with a few thousand reviewed examples. Embedding
those takes minutes, so the vectors of the examples that ship come with them in two files, and what
those lack is made and kept in the cache folder. A vector is known by the embedder, its version and
the text: an edited example alone is embedded, and nothing stale can be read. The weights that are
learnt from the examples come in a third file, known by all that they were learnt from.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.library.vector_file import VectorFile, replacing

log = logging.getLogger(__name__)

SHIPPED = "example_vectors.npz"
"""The file in the prompts folder that holds the vectors of the examples asked for at every start."""
SHIPPED_LESSONS = "lesson_vectors.npz"
"""The one with those that are only learnt from: forty times as large, and not read after that."""

SHIPPED_WEIGHTS = "lesson_weights.npz"
"""The one with the weights that are learnt from them and from the knowledge that ships: solving for
them takes longer than all the rest of a first index."""

_MOST = 60_000
"""So many vectors stay in the cache, about twice what all prompts ask for."""
_LEARNT = "learnt-"
_MOST_LEARNT = 12
"""So many things learnt are kept: four for each of the last states of knowledge and prompts."""
_WAIT = 10
"""Seconds to wait for another process that writes the cache."""


def learnt_weights(folder: Path) -> dict[str, np.ndarray]:
    """The weights [n, t], float16, of all that was learnt and is kept in the cache `folder`, by the name
    under which they ship; a file that is damaged or holds no weights is left out."""
    found = {
        path.stem.removeprefix(_LEARNT): _arrays(path) for path in folder.glob(f"{_LEARNT}*.npy")
    }
    return {
        name: learnt["weights"].astype(np.float16)
        for name, learnt in found.items()
        if learnt is not None and "weights" in learnt
    }


def _arrays(path: Path) -> dict[str, np.ndarray] | None:
    """The arrays that `ExampleVectors.keep` wrote, None when they are not there or damaged."""
    try:
        with path.open("rb") as file:
            names = np.load(file, allow_pickle=False).tolist()
            return {name: np.load(file, allow_pickle=False) for name in names}
    except Exception:  # a damaged archive raises a dozen kinds; all mean: learn it again
        return None


class QueryEmbedder(Protocol):
    """The part of an embedder that this module needs."""

    @property
    def name(self) -> str:
        """Name of the embedder, part of what a vector is known by."""
        ...

    @property
    def version(self) -> str:
        """Version of the embedder, part of what a vector is known by."""
        ...

    def queries(self, texts: list[str]) -> np.ndarray:
        """Vectors [n, d], float32, normalised."""
        ...


class ExampleVectors:
    """Query-side vectors of fixed texts: those that ship, those kept in the cache, or made now.

    All are rounded to float16 once, so that it does not show where a vector came from.
    """

    def __init__(self, embedder: QueryEmbedder, folder: Path, shipped: Path | None = None) -> None:
        """`folder` is the cache; the files in the folder `shipped` are read and never written."""
        self._embedder = embedder
        self._folder = folder
        self._weights = None if shipped is None else shipped / SHIPPED_WEIGHTS
        name = re.sub(r"[^\w.-]", "_", embedder.name)
        self._cache = VectorFile(folder / f"{name}.npz", embedder.name, embedder.version)
        self._unread = [self._cache]
        if shipped is not None:
            first, last = (
                VectorFile(shipped / file, embedder.name, embedder.version)
                for file in (SHIPPED, SHIPPED_LESSONS)
            )
            self._unread = [first, self._cache, last]
        self._rows: dict[bytes, np.ndarray] = {}
        self._used: set[bytes] = set()
        self._asked: dict[tuple[str, ...], np.ndarray] = {}
        self._lock = threading.Lock()

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors [len(texts), d] of `texts`, in order.

        A cache that cannot be read is made again; one that cannot be written stays in memory.
        """
        asked = tuple(texts)
        with self._lock:
            if asked not in self._asked:
                self._asked[asked] = self._vectors(asked)
            return self._asked[asked]

    def recall(self, of: bytes) -> Mapping[str, np.ndarray] | None:
        """What was learnt from `of` at an earlier time, None when that is not kept or damaged."""
        return _arrays(self._learnt(of))

    def keep(self, of: bytes, learnt: Mapping[str, np.ndarray]) -> None:
        """Keep what was learnt from `of`, all that goes into it besides this embedder.

        Kept for the same reason as vectors: learning takes seconds. What was learnt longest ago goes.
        """
        try:
            # One array after the other: as an archive it would be read and summed up at every start.
            with replacing(self._learnt(of)) as file:
                for array in (np.array(list(learnt)), *learnt.values()):
                    np.save(file, array, allow_pickle=False)
            kept = sorted(self._folder.glob(f"{_LEARNT}*"), key=lambda old: old.stat().st_mtime)
            for old in kept[:-_MOST_LEARNT]:
                old.unlink(missing_ok=True)
        except OSError as error:
            log.warning("what was learnt stays in memory: %s", error)

    def shipped_weights(self, of: bytes) -> np.ndarray | None:
        """The weights [n, t], float16, that ship for what is learnt from `of`; None without any."""
        if self._weights is None:
            return None
        try:
            with np.load(self._weights, allow_pickle=False) as stored:
                weights: np.ndarray = stored[self._known_as(of)]
        except Exception:  # none for these, no file, or a damaged one: they are solved for
            return None
        return weights if weights.dtype == np.float16 and weights.ndim == 2 else None

    def _learnt(self, of: bytes) -> Path:
        return self._folder / f"{_LEARNT}{self._known_as(of)}.npy"

    def _known_as(self, of: bytes) -> str:
        named = f"{self._embedder.name}\0{self._embedder.version}\0".encode() + of
        return hashlib.sha256(named).hexdigest()[:32]

    def _vectors(self, texts: tuple[str, ...]) -> np.ndarray:
        if not texts:
            return self._embedder.queries([])
        keys = [self._cache.key(text) for text in texts]
        self._used.update(keys)
        while self._unread and not self._rows.keys() >= set(keys):
            self._rows |= self._unread.pop(0).read()
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._rows}
        if missing:
            made = self._embedder.queries(list(missing.values())).astype(np.float16)
            new = dict(zip(missing, made, strict=True))
            self._rows |= new
            self._keep(new)
        return np.stack([self._rows[key] for key in keys]).astype(np.float32)

    def _keep(self, new: dict[bytes, np.ndarray]) -> None:
        """Write new rows, beside those that other processes wrote meanwhile."""
        from filelock import FileLock

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._cache.path.with_suffix(".lock"), timeout=_WAIT):
                self._cache.write(self._recent(self._cache.read() | new))
        except OSError as error:
            log.warning("example vectors stay in memory: %s", error)

    def _recent(self, rows: dict[bytes, np.ndarray]) -> dict[bytes, np.ndarray]:
        """At most `_MOST` rows, those used longest ago left out; what is used now comes last.

        Others may ask for what is not used here, so only what no longer fits is dropped.
        """
        now = {key: row for key, row in rows.items() if key in self._used}
        earlier = [(key, row) for key, row in rows.items() if key not in self._used]
        room = max(0, _MOST - len(now))
        return dict(earlier[max(0, len(earlier) - room) :]) | now
