"""The index on disk: generations that are written whole and then switched to.

    index/
      current.json      which generation answers, and with which embedder it was made
      lock              held by the one writer
      g-<hash>/         passages.json, vectors.npz, words-nl/, words-en/, chroma/, files.json

vectors.npz holds for passages, sentences and asked lines a matrix, and the hash of each text; words-nl
and words-en hold the counted words of the passages in that language; files.json names the files that
must be there.

A generation is never changed after it is switched to. A writer that is killed leaves a folder that
nobody points at, and the old generation answers on; the next writer cleans up. Readers see a switch
by the pointer and open the new generation.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assistant.errors import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing, IndexReadOnly
from assistant.language import LANGUAGES, Language
from assistant.library.embedding import Embedder
from assistant.library.lexical import Lexical
from assistant.library.passages import Passage

FORMAT = 6
Kind = Literal["passages", "sentences", "asked"]
"""What has a vector: a passage, its sentences, and how leaders ask for it."""
KINDS: tuple[Kind, ...] = ("passages", "sentences", "asked")
_POINTER = "current.json"
_FILES = "files.json"
_DATABASE = "chroma/chroma.sqlite3"
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Pointer:
    """What current.json says."""

    generation: str
    embedder: str
    version: str
    dimension: int
    format: int
    documents: dict[str, str]
    """Path of each document -> hash of what was indexed of it."""
    problems: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """Vectors [n, d] of lines that belong to passages: those of passage i are ends[i] to ends[i+1]."""

    matrix: np.ndarray
    ends: np.ndarray

    def of(self, row: int) -> np.ndarray:
        """Vectors [lines, d] of the passage in row `row`."""
        lines: np.ndarray = self.matrix[self.ends[row] : self.ends[row + 1]]
        return lines

    def best(self, vector: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
        """For each passage the highest dot product of its lines with `vector`, [passages].

        A passage without lines gets its value in `otherwise` [passages].
        """
        result = otherwise.copy()
        filled = self.ends[1:] > self.ends[:-1]
        if filled.any():
            result[filled] = np.maximum.reduceat(self.matrix @ vector, self.ends[:-1][filled])
        return result

    def best_two(self, vector: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
        """As `best`, the mean of the two highest dot products; of one line its own."""
        result = otherwise.copy()
        counts = np.diff(self.ends)
        filled = counts > 0
        if filled.any():
            scores, starts = self.matrix @ vector, self.ends[:-1][filled]
            best = np.maximum.reduceat(scores, starts)
            highest = scores == np.repeat(best, counts[filled])
            others = np.maximum.reduceat(np.where(highest, -np.inf, scores), starts)
            # Where all lines are as high as each other, or there is one, the highest is the second too.
            twice = (np.add.reduceat(highest, starts, dtype=int) > 1) | np.isinf(others)
            result[filled] = (best + np.where(twice, best, others)) / 2
        return result


class Generation:
    """One finished index, open for reading."""

    def __init__(self, folder: Path, pointer: Pointer) -> None:
        """Open it; raises IndexCorrupt when a file is missing or damaged."""
        self.pointer = pointer
        try:
            raw = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
            self.passages = tuple(_passage(item) for item in raw)
            with np.load(folder / "vectors.npz", allow_pickle=False) as stored:
                self.passage_vectors: np.ndarray = stored["passages"]
                self.sentences = _lines(stored["sentences"], [p.sentences for p in self.passages])
                self.asked = _lines(stored["asked"], [p.asked for p in self.passages])
            self.rows = _rows(self.passages)
            self.lexical: dict[Language, Lexical] = {
                language: Lexical.load(folder / f"words-{language}", language, len(rows))
                for language, rows in self.rows.items()
            }
        except Exception as error:  # zipfile, zlib and json have their own error types
            raise IndexCorrupt(f"{folder}: {error}") from error
        if len(self.passage_vectors) != len(self.passages):
            raise IndexCorrupt(f"{folder}: vectors and passages do not match")
        self.row = {passage.id: number for number, passage in enumerate(self.passages)}
        self._collections = _open_chroma(folder / "chroma")

    def nearest(
        self, vector: np.ndarray, language: Language, count: int
    ) -> list[tuple[int, float]]:
        """Rows of the `count` nearest passages in one language with their cosine, by Chroma."""
        collection = self._collections.get(language)
        if collection is None or not self.rows[language]:
            return []
        found = collection.query(
            query_embeddings=[vector.tolist()],
            n_results=min(count, len(self.rows[language])),
            include=["distances"],
        )
        return [
            (self.row[key], 1.0 - float(distance))
            for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)
            if key in self.row
        ]


def read_pointer(index_dir: Path) -> Pointer:
    """The pointer; raises IndexMissing when there is none and IndexCorrupt when it is damaged."""
    try:
        data = json.loads((index_dir / _POINTER).read_text(encoding="utf-8"))
        pointer = Pointer(**data)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(str(index_dir)) from error
    except (OSError, ValueError, TypeError) as error:
        raise IndexCorrupt(f"{index_dir / _POINTER}: {error}") from error
    if pointer.format != FORMAT:
        raise IndexCorrupt(f"index format {pointer.format}, this is {FORMAT}")
    return pointer


def pointer_stamp(index_dir: Path) -> tuple[int, int]:
    """Something that changes when the pointer does, cheap enough to ask at every question."""
    try:
        stat = (index_dir / _POINTER).stat()
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_ino)


def open_generation(index_dir: Path, embedder: Embedder) -> Generation:
    """The generation that answers now.

    Raises IndexMissing, IndexCorrupt, or IndexMismatch when it was made by another embedder.
    """
    pointer = read_pointer(index_dir)
    mine, found = f"{embedder.name} {embedder.version}", f"{pointer.embedder} {pointer.version}"
    if mine != found:
        raise IndexMismatch(f"index by {found}, embedder is {mine}", found=found, expected=mine)
    return Generation(index_dir / pointer.generation, pointer)


@contextmanager
def writer(index_dir: Path) -> Iterator[None]:
    """Hold the right to write; raises IndexBusy when another process has it, IndexReadOnly."""
    from filelock import FileLock, Timeout

    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index_dir / "lock", timeout=0)
        with lock:
            yield
    except Timeout as error:
        raise IndexBusy(str(index_dir)) from error
    except OSError as error:
        raise IndexReadOnly(f"{index_dir}: {error}", path=str(index_dir)) from error


def write_generation(
    index_dir: Path,
    name: str,
    passages: Sequence[Passage],
    vectors: Mapping[Kind, np.ndarray],
    keys: Mapping[Kind, list[str]],
) -> None:
    """Write a generation whole; nothing points at it yet. Raises OSError.

    `vectors` are matrices [n, d] in the order of the passages, `keys` the hashes of their texts.
    """
    folder = index_dir / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    text = json.dumps([asdict(passage) for passage in passages], ensure_ascii=False)
    (folder / "passages.json").write_text(text, encoding="utf-8")
    arrays: dict[str, np.ndarray] = {}
    for kind in KINDS:
        arrays[kind] = vectors[kind]
        arrays[f"{kind}_keys"] = np.array(keys[kind], dtype="U32")
    with (folder / "vectors.npz").open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # the stub takes names for options
    for language, rows in _rows(passages).items():
        words = Lexical.of([_words(passages[n]) for n in rows], language)
        words.save(folder / f"words-{language}")
    # Of the database only its main file: the others come and go.
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    (folder / _FILES).write_text(json.dumps([*files, _DATABASE]), encoding="utf-8")
    _write_chroma(folder / "chroma", passages, vectors["passages"])


def complete(index_dir: Path, pointer: Pointer) -> bool:
    """Whether a generation has every file it was written with."""
    folder = index_dir / pointer.generation
    try:
        names = json.loads((folder / _FILES).read_text(encoding="utf-8"))
        return all((folder / name).is_file() for name in names)
    except (OSError, ValueError, TypeError):
        return False


def switch(index_dir: Path, pointer: Pointer) -> None:
    """Make `pointer` the one that answers, in one step, and remove what nobody needs."""
    temporary = index_dir / f"{_POINTER}.{os.getpid()}"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(pointer), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    try:
        before = read_pointer(index_dir).generation
    except (IndexMissing, IndexCorrupt):
        before = ""
    os.replace(temporary, index_dir / _POINTER)
    # A window that is open may still read the generation before; it goes with the next switch.
    for folder in index_dir.glob("g-*"):
        if folder.name not in (pointer.generation, before):
            shutil.rmtree(folder, ignore_errors=True)


def stored_vectors(index_dir: Path, pointer: Pointer) -> dict[str, np.ndarray]:
    """All vectors of a generation by the hash of their text; {} when they cannot be read."""
    try:
        path = index_dir / pointer.generation / "vectors.npz"
        with np.load(path, allow_pickle=False) as stored:
            return {
                key: vector
                for kind in KINDS
                for key, vector in zip(stored[f"{kind}_keys"].tolist(), stored[kind], strict=True)
            }
    except Exception:  # anything wrong with it only costs time: the texts are embedded again
        return {}


def _rows(passages: Sequence[Passage]) -> dict[Language, list[int]]:
    """Where the passages of each language stand."""
    return {
        language: [n for n, p in enumerate(passages) if p.language == language]
        for language in LANGUAGES
    }


def _words(passage: Passage) -> str:
    return " ".join((passage.title, passage.heading, passage.text, *passage.asked))


def _lines(matrix: np.ndarray, texts: Sequence[Sequence[str]]) -> Lines:
    ends = np.cumsum([0, *map(len, texts)])
    if ends[-1] != len(matrix):
        raise ValueError("vectors and passages do not match")
    return Lines(matrix, ends)


def _passage(item: dict[str, Any]) -> Passage:
    item["sentences"] = tuple(item["sentences"])
    item["headings"] = tuple(item["headings"])
    item["asked"] = tuple(item["asked"])
    return Passage(**item)


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    return chromadb.PersistentClient(
        path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
    )


def _open_chroma(folder: Path) -> dict[Language, Any]:
    if not (folder / Path(_DATABASE).name).exists():
        raise IndexCorrupt(f"{folder}: no database")
    try:
        client = _client(folder)
        names = {collection.name for collection in client.list_collections()}
        return {
            language: client.get_collection(f"passages-{language}", embedding_function=None)
            for language in LANGUAGES
            if f"passages-{language}" in names
        }
    except Exception as error:  # chromadb raises many kinds, sqlite's among them
        raise IndexCorrupt(f"{folder}: {error}") from error


def _write_chroma(folder: Path, passages: Sequence[Passage], vectors: np.ndarray) -> None:
    client = _client(folder)
    for language, rows in _rows(passages).items():
        collection = client.create_collection(
            f"passages-{language}",
            configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
            embedding_function=None,
        )
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            collection.add(
                ids=[passages[n].id for n in batch],
                embeddings=[vectors[n].tolist() for n in batch],
                documents=[passages[n].text for n in batch],
                metadatas=[
                    {
                        "document": passages[n].document,
                        "section": passages[n].section,
                        "theme": passages[n].theme,
                        "audience": passages[n].audience,
                    }
                    for n in batch
                ],
            )
