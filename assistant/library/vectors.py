"""The vectors of passages, their sentences and how leaders ask: known, shipped, or made now.

Everybody who indexes the knowledge that ships makes the same vectors of the same texts, which takes
more than a minute. So they come with it in one file; what that lacks (an edited sentence, a folder of
one's own, another embedder) is embedded. All are rounded to float16, so that it does not show where a
vector came from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.library.chunking import embedded_text
from assistant.library.embedding import Embedder
from assistant.library.index import KINDS, Kind
from assistant.library.passages import Passage
from assistant.library.vector_file import VectorFile
from assistant.progress import Progress

SHIPPED = "vectors.npz"
"""The file in the knowledge folder that holds the vectors of what is there."""
_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vector [d], float16, of each text by its key, and the keys of all texts in order."""

    keys: Mapping[Kind, list[str]]
    by_key: Mapping[str, np.ndarray]
    embedded: int
    """How many were made now."""

    def matrix(self, kind: Kind, dimension: int) -> np.ndarray:
        """Vectors [n, dimension], float32, of one kind of text."""
        rows = [self.by_key[key] for key in self.keys[kind]]
        none = np.zeros((0, dimension), dtype=np.float32)
        return np.stack(rows).astype(np.float32) if rows else none


def vectors_of(
    passages: Sequence[Passage],
    embedder: Embedder,
    known: Mapping[str, np.ndarray],
    progress: Progress | None = None,
) -> Vectors:
    """The vectors of `passages`, embedding only texts whose key is not in `known`.

    `progress` is called with (texts done, texts to embed). Raises EmbedderError.
    """
    keys: dict[Kind, list[str]] = {kind: [] for kind in KINDS}
    missing: dict[bool, dict[str, str]] = {False: {}, True: {}}
    for kind in KINDS:
        for text in _texts(kind, passages):
            key = _key(kind, text)
            keys[kind].append(key)
            if key not in known:
                missing[kind == "asked"][key] = text
    made: dict[str, np.ndarray] = {}
    count = sum(map(len, missing.values()))
    for as_question, waiting in missing.items():
        # How leaders ask it is compared with questions, so it is embedded as one.
        embed = embedder.queries if as_question else embedder.passages
        longest_first = sorted(waiting.items(), key=lambda item: (-len(item[1]), item[0]))
        order = [key for key, _ in longest_first]
        for start in range(0, len(order), _AT_ONCE):
            batch = order[start : start + _AT_ONCE]
            rows = embed([waiting[key] for key in batch]).astype(np.float16)
            made.update(zip(batch, rows, strict=True))
            if progress is not None:
                progress(len(made), count)
    used = {key: known[key] for values in keys.values() for key in values if key in known}
    return Vectors(keys, used | made, count)


def shipped(folder: Path, embedder: Embedder) -> VectorFile:
    """The file of vectors that comes with a knowledge folder; it need not be there."""
    return VectorFile(folder / SHIPPED, embedder.name, embedder.version)


def shipped_vectors(
    folder: Path, embedder: Embedder, passages: Sequence[Passage]
) -> dict[str, np.ndarray]:
    """What of `passages` comes with the folder, by the key of its text."""
    file = shipped(folder, embedder)
    rows = file.read()
    if not rows:
        return {}
    keys = (_key(kind, text) for kind in KINDS for text in _texts(kind, passages))
    return {key: rows[row] for key in keys if (row := file.key(key)) in rows}


def _texts(kind: Kind, passages: Sequence[Passage]) -> list[str]:
    if kind == "passages":
        return [embedded_text(passage) for passage in passages]
    if kind == "sentences":
        return [sentence for passage in passages for sentence in passage.sentences]
    return [question for passage in passages for question in passage.asked]


def _key(kind: Kind, text: str) -> str:
    """The hash under which a vector is kept; a text is another vector as a question."""
    marked = f"?\n{text}" if kind == "asked" else text
    return hashlib.sha256(marked.encode("utf-8")).hexdigest()[:32]
