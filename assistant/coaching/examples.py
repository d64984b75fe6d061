"""Vectors of example questions, made once and kept on disk.

Routing and phrasing compare a question with a few hundred reviewed examples. Embedding those takes
seconds, so the vectors are cached by the hash of the texts and the embedder's name: an edited file
or another embedder makes new ones, and nothing stale can be read.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

log = logging.getLogger(__name__)


class QueryEmbedder(Protocol):
    """The part of an embedder that this module needs."""

    @property
    def name(self) -> str:
        """Name of the embedder, part of the cache key."""
        ...

    @property
    def version(self) -> str:
        """Version of the embedder, part of the cache key."""
        ...

    def queries(self, texts: list[str]) -> np.ndarray:
        """Vectors [n, d], float32, normalised."""
        ...


class ExampleVectors:
    """Query-side vectors of fixed texts, from the cache folder or made and put there."""

    def __init__(self, embedder: QueryEmbedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder
        self._memory: dict[str, np.ndarray] = {}
        self._lock = threading.Lock()

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors [len(texts), d] of `texts`, in order.

        A cache that cannot be read is made again; one that cannot be written stays in memory.
        """
        key = self._key(texts)
        with self._lock:
            if key not in self._memory:
                self._memory[key] = self._load_or_make(key, list(texts))
            return self._memory[key]

    def learnt(self, of: bytes, make: Callable[[], np.ndarray]) -> np.ndarray:
        """What was learnt from `of` (all that goes into it), from the cache or by `make`.

        Kept for the same reason as vectors: learning takes about a second.
        """
        key = f"learnt-{hashlib.sha256(of).hexdigest()[:32]}"
        stored = self._load(key, None)
        return self._keep(key, make()) if stored is None else stored

    def _load_or_make(self, key: str, texts: list[str]) -> np.ndarray:
        stored = self._load(key, len(texts))
        return self._make(key, texts) if stored is None else stored

    def _key(self, texts: Sequence[str]) -> str:
        digest = hashlib.sha256(f"{self._embedder.name}\0{self._embedder.version}".encode())
        for text in texts:
            digest.update(b"\0" + text.encode("utf-8"))
        return digest.hexdigest()[:32]

    def _load(self, key: str, rows: int | None) -> np.ndarray | None:
        try:
            vectors: np.ndarray = np.load(self._folder / f"{key}.npy", allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return vectors if vectors.ndim == 2 and rows in (None, len(vectors)) else None

    def _make(self, key: str, texts: list[str]) -> np.ndarray:
        return self._keep(key, self._embedder.queries(texts).astype(np.float32))

    def _keep(self, key: str, vectors: np.ndarray) -> np.ndarray:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            with os.fdopen(handle, "wb") as file:
                np.save(file, vectors)
            os.replace(temporary, self._folder / f"{key}.npy")
        except OSError as error:
            log.warning("example vectors stay in memory: %s", error)
        return vectors
