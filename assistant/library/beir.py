"""Measuring the retriever on an outside corpus in BEIR form.

Source of the form and the measures: Thakur et al., 2021, "BEIR". The corpus goes into a throwaway
index and is searched by the very `Library.retrieve` the coach uses.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.conversation import SearchQuery
from assistant.errors import CorpusError
from assistant.language import Language, detect_language
from assistant.library import index as store
from assistant.library.embedding import Embedder, make_embedder
from assistant.library.passages import Passage
from assistant.library.retriever import Library
from assistant.library.sync import build
from assistant.progress import Progress
from assistant.settings import Settings

K = 10


@dataclass(frozen=True, slots=True)
class BeirResult:
    """Figures of one corpus; the first three are means over queries, between 0 and 1."""

    ndcg_at_10: float
    recall_at_10: float
    mrr_at_10: float
    queries: int
    documents: int
    ms_median: float
    ms_p95: float
    index_seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The figures by the names the field uses."""
        figures = asdict(self)
        return {
            "nDCG@10": figures.pop("ndcg_at_10"),
            "recall@10": figures.pop("recall_at_10"),
            "MRR@10": figures.pop("mrr_at_10"),
            **figures,
        }


def run_beir(
    settings: Settings,
    folder: Path,
    out: Path | None = None,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
    known: dict[str, np.ndarray] | None = None,
) -> BeirResult:
    """Index `folder`, search its queries, write the ranking to `out` and return the figures.

    `known` holds vectors made before, by the hash of their text. Raises CorpusError when a file
    is missing or a line is not what it should be.
    """
    embedder = embedder or make_embedder(settings)
    passages = [
        _passage(row["_id"], f"{row.get('title', '')}\n{row['text']}".strip())
        for row in _rows(folder / "corpus.jsonl", "_id", "text")
    ]
    queries = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl", "_id", "text")}
    relevant: dict[str, dict[str, int]] = {}
    for row in _judgements(folder / "qrels.jsonl"):
        relevant.setdefault(row["query_id"], {})[row["corpus_id"]] = row["score"]
    with tempfile.TemporaryDirectory(prefix="kompas-beir-", ignore_cleanup_errors=True) as home:
        throwaway = settings.model_copy(update={"home": Path(home)})
        index_dir = throwaway.index_dir
        index_dir.mkdir(parents=True)
        started = time.perf_counter()
        build(index_dir, "g-beir", passages, embedder, known or {}, progress)
        pointer = store.Pointer(
            "g-beir", embedder.name, embedder.version, embedder.dimension, store.FORMAT, {}
        )
        store.switch(index_dir, pointer)
        index_seconds = time.perf_counter() - started
        library = Library.open(throwaway, embedder)
        ranking: dict[str, dict[str, float]] = {}
        milliseconds: list[float] = []
        for query_id in sorted(set(queries) & set(relevant)):
            text = queries[query_id]
            started = time.perf_counter()
            found = library.retrieve(SearchQuery(text, detect_language(text, "en")), K)
            milliseconds.append((time.perf_counter() - started) * 1000)
            ranking[query_id] = {item.passage.id: item.score for item in found}
    if not ranking:
        raise _problem(
            folder / "qrels.jsonl",
            1,
            "geen vraag heeft een passend document",
            "no query has a relevant document",
        )
    if out is not None:
        out.write_text(json.dumps(ranking, ensure_ascii=False), encoding="utf-8")
    ordered = {query: list(found) for query, found in ranking.items()}
    return BeirResult(
        ndcg_at_10=_mean(_ndcg(ordered[q], relevant[q]) for q in ordered),
        recall_at_10=_mean(_recall(ordered[q], relevant[q]) for q in ordered),
        mrr_at_10=_mean(_reciprocal_rank(ordered[q], relevant[q]) for q in ordered),
        queries=len(ordered),
        documents=len(passages),
        ms_median=float(np.median(milliseconds)),
        ms_p95=float(np.percentile(milliseconds, 95)),
        index_seconds=index_seconds,
    )


def _mean(values: Iterator[float]) -> float:
    return float(np.mean(list(values)))


def _ndcg(found: list[str], relevant: dict[str, int]) -> float:
    gained = sum(relevant.get(d, 0) / np.log2(n + 2) for n, d in enumerate(found[:K]))
    best = sorted(relevant.values(), reverse=True)[:K]
    ideal = sum(gain / np.log2(n + 2) for n, gain in enumerate(best))
    return float(gained / ideal) if ideal else 0.0


def _recall(found: list[str], relevant: dict[str, int]) -> float:
    wanted = {document for document, gain in relevant.items() if gain > 0}
    return len(wanted & set(found[:K])) / len(wanted) if wanted else 0.0


def _reciprocal_rank(found: list[str], relevant: dict[str, int]) -> float:
    for rank, document in enumerate(found[:K], 1):
        if relevant.get(document, 0) > 0:
            return 1 / rank
    return 0.0


def _judgements(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of the file with their score, a whole number; 1 where none is given."""
    for number, row in _numbered(path, "query_id", "corpus_id"):
        try:
            yield {**row, "score": int(row.get("score", 1))}
        except (TypeError, ValueError, OverflowError) as error:
            problem = ("de score moet een geheel getal zijn", "the score should be a whole number")
            raise _problem(path, number, *problem) from error


def _rows(path: Path, *needed: str) -> Iterator[dict[str, Any]]:
    for _, row in _numbered(path, *needed):
        yield row


def _numbered(path: Path, *needed: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with the number of its line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _problem(path, 1, "is niet te lezen", "cannot be read") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise _problem(path, number, "geen JSON", "not JSON") from error
        if not isinstance(row, dict) or any(not isinstance(row.get(k), str) for k in needed):
            names = ", ".join(needed)
            raise _problem(
                path, number, f"heeft de teksten {names} nodig", f"needs the texts {names}"
            )
        yield number, row


def _problem(path: Path, line: int, nl: str, en: str) -> CorpusError:
    where = f"{path}:{line}"
    return CorpusError(f"{where}: {en}", path=where, problem={"nl": nl, "en": en})


def _passage(identifier: str, text: str) -> Passage:
    """An outside document as it is: one passage, no headings, no twin, no sentences needed."""
    language: Language = detect_language(text, "en")
    return Passage(
        id=identifier,
        twin_key=identifier,
        document=identifier,
        document_id=identifier,
        title="",
        heading="",
        section="insight",
        theme="compass",
        language=language,
        audience="both",
        text=text,
        sentences=(),
        headings=(),
        tokens=0,
        source="",
        review_by="",
    )
