"""Vectors of texts as one embedder makes them, in one file."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

_KEY = 16


@dataclass(frozen=True, slots=True)
class VectorFile:
    """A file that holds a vector [d], float16, for each text; texts are known by their hash.

    Rows keep the order in which they were written. Not compressed: git packs it as small, finds
    the few rows that changed, and reading takes milliseconds.
    """

    path: Path
    embedder: str
    version: str

    def key(self, text: str) -> bytes:
        """What a text is known by; another embedder, or another version, has other keys."""
        named = f"{self.embedder}\0{self.version}\0{text}"
        return hashlib.sha256(named.encode("utf-8")).digest()[:_KEY]

    def read(self) -> dict[bytes, np.ndarray]:
        """The rows by key; none when there is no file, it is damaged or of another embedder."""
        try:
            with self.path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                if stored["embedder"].tolist() != [self.embedder, self.version]:
                    return {}
                keys, vectors = stored["keys"], stored["vectors"]
        except Exception:  # a damaged archive raises a dozen kinds; all mean: make it again
            return {}
        fits = keys.dtype == np.uint8 and keys.shape == (len(vectors), _KEY)
        if not fits or vectors.dtype != np.float16 or vectors.ndim != 2:
            return {}
        raw = keys.tobytes()
        return {raw[_KEY * n : _KEY * (n + 1)]: vector for n, vector in enumerate(vectors)}

    def write(self, rows: Mapping[bytes, np.ndarray]) -> None:
        """Put these rows, of one length, in place of what is there; raises OSError.

        A reader finds the file as it was or as it is, never half of it.
        """
        with replacing(self.path) as file:
            np.savez(
                file,
                embedder=np.array([self.embedder, self.version]),
                keys=np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, _KEY),
                vectors=np.stack(list(rows.values())).astype(np.float16),
            )


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of `path` once it is whole; raises OSError.

    Where writing fails, what was there stays, and nothing is left beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
