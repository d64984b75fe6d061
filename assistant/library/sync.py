"""Bringing the index up to date with the knowledge folder, and saying how it stands."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import IndexCorrupt, IndexMissing, IndexReadOnly, KnowledgeError
from assistant.language import LANGUAGES, Language, other
from assistant.library import index as store
from assistant.library.chunking import chunk
from assistant.library.document import Document, DocumentProblem, read_documents
from assistant.library.embedding import Embedder
from assistant.library.passages import Passage
from assistant.library.vectors import shipped_vectors, vectors_of
from assistant.progress import Progress
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. Numbers are of documents; `embedded` is of texts."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0
    problems: tuple[DocumentProblem, ...] = ()

    def sentence(self, language: Language) -> str:
        """The report in one sentence."""
        if not (self.added or self.changed or self.removed):
            return (
                f"De index is bij: {self.unchanged} documenten."
                if language == "nl"
                else f"The index is up to date: {self.unchanged} documents."
            )
        if language == "nl":
            return (
                f"Geïndexeerd: {self.added} nieuw, {self.changed} gewijzigd, {self.removed} verwijderd, "
                f"{self.unchanged} gelijk; {self.passages} passages in {self.seconds:.1f} s."
            )
        return (
            f"Indexed: {self.added} new, {self.changed} changed, {self.removed} removed, "
            f"{self.unchanged} the same; {self.passages} passages in {self.seconds:.1f} s."
        )

    def as_dict(self) -> dict[str, Any]:
        """The report for programs."""
        return {**asdict(self), "problems": [problem.as_dict() for problem in self.problems]}


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How the index stands beside the folder."""

    indexed: bool
    up_to_date: bool
    documents: int = 0
    embedder: str = ""
    pending: tuple[str, ...] = field(default=())

    def sentence(self, language: Language) -> str:
        """The status in one sentence."""
        nl = language == "nl"
        if not self.indexed:
            return (
                "Er is nog geen index; draai `make index`."
                if nl
                else "There is no index yet; run `make index`."
            )
        if self.up_to_date:
            return (
                f"De index is bij: {self.documents} documenten, gemaakt met {self.embedder}."
                if nl
                else f"The index is up to date: {self.documents} documents, made with {self.embedder}."
            )
        return (
            f"De index loopt achter op: {', '.join(self.pending)}; draai `make index`."
            if nl
            else f"The index is behind on: {', '.join(self.pending)}; run `make index`."
        )

    def as_dict(self) -> dict[str, Any]:
        """The status for programs."""
        return {**asdict(self), "pending": list(self.pending)}


def sync(settings: Settings, embedder: Embedder, progress: Progress | None = None) -> SyncReport:
    """Index what changed, drop what is gone, leave the rest as it is.

    `progress` is called with (texts done, texts to embed). Raises KnowledgeError when the folder
    cannot be read or holds nothing usable, IndexBusy, IndexReadOnly, EmbedderError.
    """
    started = time.perf_counter()
    documents, problems = _read_folder(settings.knowledge_dir)
    hashes = {document.path: _fingerprint(document) for document in documents}
    index_dir = settings.index_dir
    with store.writer(index_dir):
        before = _pointer(index_dir)
        old = before.documents if before else {}
        same_embedder = before is not None and (before.embedder, before.version) == (
            embedder.name,
            embedder.version,
        )
        unchanged = sum(old.get(path) == value for path, value in hashes.items())
        report = SyncReport(
            added=sum(path not in old for path in hashes),
            changed=sum(path in old and old[path] != value for path, value in hashes.items()),
            removed=sum(path not in hashes for path in old),
            unchanged=unchanged,
            problems=tuple(problems),
        )
        healthy = before is not None and store.complete(index_dir, before)
        if old == hashes and same_embedder and healthy:
            return replace(report, seconds=time.perf_counter() - started)
        if before is None or not same_embedder or not healthy:
            report = replace(report, added=len(hashes), changed=0, unchanged=0)
        passages = [passage for document in documents for passage in chunk(document)]
        known = shipped_vectors(settings.knowledge_dir, embedder, passages)
        if before and same_embedder:
            known |= store.stored_vectors(index_dir, before)
        generation = f"g-{_digest(''.join(hashes.values()))[:10]}-{time.time_ns():x}"
        try:
            embedded = build(index_dir, generation, passages, embedder, known, progress)
            store.switch(
                index_dir,
                store.Pointer(
                    generation,
                    embedder.name,
                    embedder.version,
                    embedder.dimension,
                    store.FORMAT,
                    hashes,
                    len(problems),
                ),
            )
        except OSError as error:
            raise IndexReadOnly(f"{index_dir}: {error}", path=str(index_dir)) from error
    seconds = time.perf_counter() - started
    return replace(report, passages=len(passages), embedded=embedded, seconds=seconds)


def build(
    index_dir: Path,
    generation: str,
    passages: Sequence[Passage],
    embedder: Embedder,
    known: dict[str, np.ndarray],
    progress: Progress | None = None,
) -> int:
    """Write a generation of `passages`, embedding only texts not in `known`; returns how many."""
    made = vectors_of(passages, embedder, known, progress)
    matrices = {kind: made.matrix(kind, embedder.dimension) for kind in store.KINDS}
    store.write_generation(index_dir, generation, passages, matrices, made.keys)
    return made.embedded


def check(settings: Settings) -> list[DocumentProblem]:
    """Everything that is wrong with the folder: unreadable documents, missing twins, old reviews."""
    try:
        documents, problems = _read_folder(settings.knowledge_dir)
    except KnowledgeError as error:
        nl, en = error.user_message("nl"), error.user_message("en")
        return [DocumentProblem(str(settings.knowledge_dir), 1, nl, en)]
    return problems + _twin_problems(documents) + _review_problems(documents)


def status(settings: Settings) -> StatusReport:
    """How the index stands; never raises for a missing or damaged index."""
    pointer = _pointer(settings.index_dir)
    if pointer is None:
        return StatusReport(indexed=False, up_to_date=False)
    try:
        documents, _ = _read_folder(settings.knowledge_dir)
    except KnowledgeError:
        documents = []
    hashes = {document.path: _fingerprint(document) for document in documents}
    paths = sorted(set(hashes) | set(pointer.documents))
    pending = tuple(path for path in paths if hashes.get(path) != pointer.documents.get(path))
    return StatusReport(
        indexed=True,
        up_to_date=not pending,
        documents=len(pointer.documents),
        embedder=pointer.embedder,
        pending=pending,
    )


def _read_folder(folder: Path) -> tuple[list[Document], list[DocumentProblem]]:
    def unusable(nl: str, en: str) -> KnowledgeError:
        problem: dict[Language, str] = {"nl": nl, "en": en}
        return KnowledgeError(f"{folder}: {en}", path=str(folder), problem=problem)

    if not folder.is_dir():
        raise unusable("dat is geen map", "it is not a folder")
    try:
        documents, problems = read_documents(folder)
    except OSError as error:
        raise unusable("hij is niet te lezen", "it cannot be read") from error
    if not documents:
        raise unusable("er staat geen bruikbaar document in", "it holds no usable document")
    return documents, problems


def _pointer(index_dir: Path) -> store.Pointer | None:
    try:
        return store.read_pointer(index_dir)
    except (IndexMissing, IndexCorrupt):
        return None


def _fingerprint(document: Document) -> str:
    return _digest(repr(document))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def _twin_problems(documents: list[Document]) -> list[DocumentProblem]:
    by_key = {(d.front.id, d.front.language): d for d in documents}
    problems: list[DocumentProblem] = []
    for (identifier, language), document in sorted(by_key.items()):
        twin = by_key.get((identifier, other(language)))
        if twin is None:
            problems.append(DocumentProblem(
                document.path, 1,
                f"de tegenhanger in {other(language)}/ ontbreekt.",
                f"its twin in {other(language)}/ is missing.",
                serious=False,
            ))  # fmt: skip
        elif language == LANGUAGES[0]:
            mine = [(s.section, len(s.ideas)) for s in document.sections]
            theirs = [(s.section, len(s.ideas)) for s in twin.sections]
            if mine != theirs:
                problems.append(DocumentProblem(
                    document.path, 1,
                    f"de onderdelen zijn anders dan in {twin.path}.",
                    f"its sections differ from those of {twin.path}.",
                    serious=False,
                ))  # fmt: skip
    return problems


def _review_problems(documents: list[Document]) -> list[DocumentProblem]:
    return [
        DocumentProblem(
            document.path,
            1,
            f"dit document had op {document.front.review_by} herzien moeten zijn.",
            f"this document was due for review on {document.front.review_by}.",
            serious=False,
        )
        for document in documents
        if document.front.review_by < date.today()
    ]
