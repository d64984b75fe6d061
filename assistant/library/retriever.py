"""Finding passages: dense and lexical evidence on one scale, the user's language first.

score = cosine + LEXICAL * coverage, both absolute: the cosine of e5 vectors and the share of the
query's words, weighted by rarity, that the passage covers (see lexical.py). Where words overlap by
accident the share is small and the cosine decides.
"""

from __future__ import annotations

import threading
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
from assistant.library.lexical import Lexical
from assistant.library.passages import Passage, RetrievedPassage, Section
from assistant.settings import Settings

LEXICAL = 0.1
# What the other language must be better by before its passage comes first.
OTHER_LANGUAGE = 0.02
NEAR_DUPLICATE = 0.985
_POOL = 5


class _View:
    """One generation with its word indexes; replaced as a whole when the index is switched."""

    def __init__(self, generation: Generation, stamp: tuple[int, int]) -> None:
        self.generation = generation
        self.stamp = stamp
        self.rows: dict[Language, list[int]] = {
            language: [n for n, p in enumerate(generation.passages) if p.language == language]
            for language in LANGUAGES
        }
        self.lexical: dict[Language, Lexical] = {
            language: Lexical(
                [_words(generation.passages[n]) for n in self.rows[language]], language
            )
            for language in LANGUAGES
        }
        # A passage may hold several small ideas in one language and one in the other.
        self.twins: dict[tuple[str, Language], int] = {
            (key, p.language): n
            for n, p in reversed(list(enumerate(generation.passages)))
            for key in _idea_keys(p)
        }


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
        vector = self.query_vector(query.text)
        found: dict[int, RetrievedPassage] = {}
        for language in (query.language, other(query.language)):
            for row, item in self._candidates(view, query.text, vector, language, k).items():
                if language != query.language:
                    row, item = self._in_language(view, row, item, vector, query.language)
                if row not in found:
                    found[row] = item
        home = query.language
        ranked = sorted(
            found.items(),
            key=lambda pair: (
                -(pair[1].score - (OTHER_LANGUAGE if pair[1].passage.language != home else 0.0)),
                pair[1].passage.id,
            ),
        )
        return tuple(self._distinct(view, ranked, k))

    def query_vector(self, text: str) -> np.ndarray:
        """Vector [d] of a question; the embedder remembers the latest ones."""
        vector: np.ndarray = self.embedder.queries([text])[0]
        return vector

    def _candidates(
        self, view: _View, text: str, vector: np.ndarray, language: Language, k: int
    ) -> dict[int, RetrievedPassage]:
        """Rows of one language that dense or lexical search puts forward, with their scores."""
        rows = view.rows[language]
        if not rows:
            return {}
        pool = k * _POOL
        dense = dict(view.generation.nearest(vector, language, pool))
        coverage = view.lexical[language].coverage(text)
        best = np.argsort(-coverage, kind="stable")[:pool]
        wanted = set(dense) | {rows[n] for n in best.tolist() if coverage[n] > 0}
        place = {row: n for n, row in enumerate(rows)}
        result: dict[int, RetrievedPassage] = {}
        for row in sorted(wanted):
            passage = view.generation.passages[row]
            cosine = dense.get(row)
            if cosine is None:
                cosine = float(view.generation.passage_vectors[row] @ vector)
            covered = float(coverage[place[row]])
            result[row] = RetrievedPassage(passage, cosine + LEXICAL * covered, cosine, covered)
        return result

    def _in_language(
        self,
        view: _View,
        row: int,
        item: RetrievedPassage,
        vector: np.ndarray,
        language: Language,
    ) -> tuple[int, RetrievedPassage]:
        """A passage of the other language by its twin where there is one."""
        twin = view.twins.get((item.passage.twin_key, language))
        if twin is None:
            return row, item
        cosine = float(view.generation.passage_vectors[twin] @ vector)
        passage = view.generation.passages[twin]
        return twin, RetrievedPassage(passage, cosine, cosine, 0.0)

    def _distinct(
        self, view: _View, ranked: Sequence[tuple[int, RetrievedPassage]], k: int
    ) -> list[RetrievedPassage]:
        """The first `k` that are no near-duplicates of a better one."""
        kept: list[RetrievedPassage] = []
        rows: list[int] = []
        vectors = view.generation.passage_vectors
        for row, item in ranked:
            if rows and float(np.max(vectors[rows] @ vectors[row])) > NEAR_DUPLICATE:
                continue
            kept.append(item)
            rows.append(row)
            if len(kept) == k:
                break
        return kept

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
        """Vectors [sentences, d] of a passage, made at index time."""
        return self._current().generation.sentence_vectors(passage_id)

    def all_passages(self) -> tuple[Passage, ...]:
        """Every passage, in the order of the documents."""
        return self._current().generation.passages

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


def _idea_keys(passage: Passage) -> list[str]:
    """The twin keys of all ideas in a passage: its own, and those of the ideas put with it."""
    section, _, place = passage.twin_key.rpartition("/")
    if not place.isdigit():
        return [passage.twin_key]
    ideas = len(dict.fromkeys(passage.headings))
    return [f"{section}/{int(place) + n}" for n in range(ideas)]


def _words(passage: Passage) -> str:
    return f"{passage.title} {passage.heading} {passage.text}"
