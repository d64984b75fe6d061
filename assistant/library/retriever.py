"""Finding passages: several kinds of evidence on one scale, the user's language first.

score = nearness + WORDS * coverage, both absolute (see nearness.py and lexical.py). Where words
overlap by accident the share is small and nearness decides.

A passage is known by its company as well. Its twin says the same in other words, so that a share of
the score is the twin's. So is a share of the best passage of its document: an idea of a document
that is about the question is a better guess than the same likeness elsewhere (Callan, 1994,
"Passage-level evidence in document retrieval").

The weights were chosen on the development part of the retrieval suite and the practice cases, round
numbers on a plateau.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.conversation import SearchQuery
from assistant.language import LANGUAGES, Language, detect_language, other
from assistant.library.embedding import Embedder, make_embedder
from assistant.library.index import Generation, open_generation, pointer_stamp
from assistant.library.nearness import Nearness
from assistant.library.passages import AskedLine, Closeness, Passage, RetrievedPassage, Section
from assistant.settings import Settings

WORDS = 0.15
TWIN, DOCUMENT = 0.4, 0.2
# What the other language must be better by before its passage comes first.
OTHER_LANGUAGE = 0.02
NEAR_DUPLICATE = 0.985
_POOL = 5


class _View:
    """One generation with what is derived from it; replaced as a whole when the index is switched."""

    def __init__(self, generation: Generation, stamp: tuple[int, int]) -> None:
        self.generation = generation
        self.stamp = stamp
        self.nearness = Nearness(generation)
        passages = generation.passages
        # A passage may hold several small ideas in one language and one in the other.
        self.twins: dict[tuple[str, Language], int] = {
            (key, p.language): n for n, p in reversed(list(enumerate(passages))) for key in p.ideas
        }
        self.counterparts: tuple[tuple[int, ...], ...] = tuple(
            tuple(sorted({
                self.twins[key, other(p.language)]
                for key in p.ideas
                if (key, other(p.language)) in self.twins
            }))
            for p in passages
        )  # fmt: skip
        pairs = [(n, twin) for n, twins in enumerate(self.counterparts) for twin in twins]
        self._mine = np.array([n for n, _ in pairs], dtype=int)
        self._theirs = np.array([twin for _, twin in pairs], dtype=int)
        places = {path: n for n, path in enumerate(dict.fromkeys(p.document for p in passages))}
        self._document = np.array([places[p.document] for p in passages], dtype=int)
        self._last: tuple[str | None, np.ndarray] = (None, np.zeros(0, dtype=np.float32))

    def words(self, text: str) -> np.ndarray:
        """The share of the words of `text` that each passage covers, float32 [n]."""
        # A reply asks this of the same question several times.
        last, covered = self._last
        if text == last:
            return covered
        covered = np.zeros(len(self.generation.passages), dtype=np.float32)
        for language, rows in self.generation.rows.items():
            covered[rows] = self.generation.lexical[language].coverage(text)
        covered.setflags(write=False)
        self._last = (text, covered)
        return covered

    def with_company(self, scores: np.ndarray) -> np.ndarray:
        """Scores [n] with their share of the twin's and of the document's best."""
        twins = np.full(len(scores), -np.inf, dtype=scores.dtype)
        np.maximum.at(twins, self._mine, scores[self._theirs])
        mixed = np.where(np.isfinite(twins), (1 - TWIN) * scores + TWIN * twins, scores)
        best = np.full(len(scores), -np.inf, dtype=mixed.dtype)
        np.maximum.at(best, self._document, mixed)
        result: np.ndarray = (1 - DOCUMENT) * mixed + DOCUMENT * best[self._document]
        return result


class Library:
    """The indexed knowledge, open for reading; follows the index when another process syncs."""

    def __init__(self, settings: Settings, embedder: Embedder) -> None:
        self._settings = settings
        self.embedder = embedder
        self._lock = threading.Lock()
        self._view = self._open()
        self.retriever: BaseRetriever = PassageRetriever(library=self, k=settings.passages)

    @classmethod
    def open(cls, settings: Settings, embedder: Embedder | None = None) -> Library:
        """Open the index; raises IndexMissing, IndexMismatch or IndexCorrupt."""
        return cls(settings, embedder or make_embedder(settings))

    # -- finding -------------------------------------------------------------------------------

    def retrieve(self, query: SearchQuery, k: int | None = None) -> tuple[RetrievedPassage, ...]:
        """The `k` best passages, best first; the same query always gives the same passages."""
        k = k or self._settings.passages
        view = self._current()
        passages = view.generation.passages
        if not passages:
            return ()
        vector = self.query_vector(query.text)
        nearness = view.nearness.of(vector)
        words = view.words(query.text)
        scores = view.with_company(nearness + WORDS * words)
        home = query.language
        rows = self._candidates(view, vector, nearness, words, home, k * _POOL)
        ranked = sorted(
            rows,
            key=lambda row: (
                -(float(scores[row]) - (OTHER_LANGUAGE if passages[row].language != home else 0.0)),
                passages[row].id,
            ),
        )
        return tuple(
            RetrievedPassage(
                passages[row],
                float(scores[row]),
                float(view.generation.passage_vectors[row] @ vector),
                float(words[row]),
            )
            for row in self._distinct(view, ranked, k)
        )

    def query_vector(self, text: str) -> np.ndarray:
        """Vector [d] of a question; the embedder remembers the latest ones."""
        vector: np.ndarray = self.embedder.queries([text])[0]
        return vector

    def closeness(self, text: str) -> Closeness:
        """How near a question is to every passage, with what its company adds, and by words."""
        view = self._current()
        nearness = view.with_company(view.nearness.of(self.query_vector(text))).tolist()
        words = view.words(text).tolist()
        ids = [passage.id for passage in view.generation.passages]
        return Closeness(dict(zip(ids, nearness, strict=True)), dict(zip(ids, words, strict=True)))

    def _candidates(
        self,
        view: _View,
        vector: np.ndarray,
        nearness: np.ndarray,
        words: np.ndarray,
        home: Language,
        pool: int,
    ) -> set[int]:
        """Rows put forward by their own vector, by all that is near, or by words.

        A passage of the other language is there by its twin where it has one.
        """
        found: set[int] = set()
        question = view.nearness.centred(vector)
        for language in LANGUAGES:
            found |= {row for row, _ in view.generation.nearest(question, language, pool)}
        found |= set(np.argsort(-nearness, kind="stable")[:pool].tolist())
        found |= {n for n in np.argsort(-words, kind="stable")[:pool].tolist() if words[n] > 0}
        rows: set[int] = set()
        for row in found:
            foreign = view.generation.passages[row].language != home
            rows |= set(view.counterparts[row] if foreign else ()) or {row}
        return rows

    def _distinct(self, view: _View, ranked: Sequence[int], k: int) -> list[int]:
        """The first `k` rows that are no near-duplicates of a better one."""
        rows: list[int] = []
        vectors = view.generation.passage_vectors
        for row in ranked:
            if rows and float(np.max(vectors[rows] @ vectors[row])) > NEAR_DUPLICATE:
                continue
            rows.append(row)
            if len(rows) == k:
                break
        return rows

    # -- looking up ----------------------------------------------------------------------------

    def passage(self, passage_id: str) -> Passage:
        """A passage by id; raises KeyError when there is none."""
        generation = self._current().generation
        return generation.passages[generation.row[passage_id]]

    def twin(self, passage_id: str) -> Passage | None:
        """The same passage in the other language, if there is one."""
        view = self._current()
        passage = view.generation.passages[view.generation.row[passage_id]]
        row = view.twins.get((passage.twin_key, other(passage.language)))
        return None if row is None else view.generation.passages[row]

    def section_around(self, passage_id: str) -> tuple[Passage, ...]:
        """All passages of the same section of the same document, in order."""
        mine = self.passage(passage_id)
        return tuple(
            p
            for p in self.all_passages()
            if (p.document, p.section) == (mine.document, mine.section)
        )

    def by_section(
        self, section: Section, theme: str | None = None, language: Language | None = None
    ) -> tuple[Passage, ...]:
        """All passages of a typed section, optionally of one theme and language."""
        return tuple(
            p
            for p in self.all_passages()
            if p.section == section
            and (theme is None or p.theme == theme)
            and (language is None or p.language == language)
        )

    def sentence_vectors(self, passage_id: str) -> np.ndarray:
        """Vectors [sentences, d] of a passage, made at index time; raises KeyError for no passage."""
        # Asked for a hundred times in one reply: where the index stands is looked at only for a
        # passage that is not known.
        generation = self._view.generation
        if passage_id not in generation.row:
            generation = self._current().generation
        return generation.sentences.of(generation.row[passage_id])

    def asked_lines(self) -> tuple[tuple[AskedLine, ...], np.ndarray]:
        """How leaders ask, as curators wrote it: lines [n] and their vectors [n, d]."""
        generation = self._current().generation
        lines = tuple(
            AskedLine(line, p.language, p.twin_key) for p in generation.passages for line in p.asked
        )
        return lines, generation.asked.matrix

    def all_passages(self) -> tuple[Passage, ...]:
        """Every passage, in the order of the documents."""
        return self._current().generation.passages

    def sources(self, language: Language) -> str:
        """Where the knowledge in this language comes from, the source of most passages first."""
        named = Counter(p.source for p in self.all_passages() if p.language == language)
        return "; ".join(source for source, _ in named.most_common())

    # -- following the index -------------------------------------------------------------------

    def _open(self) -> _View:
        stamp = pointer_stamp(self._settings.index_dir)
        return _View(open_generation(self._settings.index_dir, self.embedder), stamp)

    def _current(self) -> _View:
        if pointer_stamp(self._settings.index_dir) == self._view.stamp:
            return self._view
        with self._lock:
            if pointer_stamp(self._settings.index_dir) != self._view.stamp:
                self._view = self._open()
        return self._view


class PassageRetriever(BaseRetriever):
    """The library as a LangChain retriever: documents with passage id and scores."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Any
    k: int = 6

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # LangChain's signature
    ) -> list[Document]:
        language = detect_language(query, "nl")
        found = self.library.retrieve(SearchQuery(query, language), self.k)
        return [as_document(item) for item in found]


def as_document(item: RetrievedPassage) -> Document:
    """A retrieved passage as a LangChain document."""
    passage = item.passage
    return Document(
        page_content=passage.text,
        id=passage.id,
        metadata={
            "passage_id": passage.id,
            "document": passage.document,
            "heading": passage.heading,
            "section": passage.section,
            "theme": passage.theme,
            "language": passage.language,
            "score": item.score,
            "dense": item.dense,
            "lexical": item.lexical,
        },
    )
