"""Benches: a coach as a leader gets it, opened to be looked at."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from assistant.coaching.build import build_coach, prepare_examples
from assistant.coaching.grounding import GroundingCheck
from assistant.library.embedding import Embedder, make_embedder
from assistant.library.retriever import Library
from assistant.library.sync import sync
from assistant.progress import Progress
from assistant.settings import Settings
from evals.cases import InjectionCase
from evals.ideas import Ideas
from evals.solving import Bench

_SOURCE = "a poisoned document of the evals"
_INSIGHT = {"nl": "Inzicht", "en": "Insight"}


@contextmanager
def open_bench(
    settings: Settings, embedder: Embedder | None = None, progress: Progress | None = None
) -> Iterator[Bench]:
    """A bench on the knowledge of these settings, its index brought up to date first.

    Raises KompasError as the coach does.
    """
    embedder = embedder or make_embedder(settings)
    sync(settings, embedder, progress)
    prepare_examples(settings, embedder)
    library = Library.open(settings, embedder)

    @lru_cache(maxsize=256)
    def document(name: str) -> str:
        return (settings.knowledge_dir / name).read_text(encoding="utf-8")

    with build_coach(settings, embedder) as coach:
        yield Bench(
            coach,
            library,
            GroundingCheck(embedder),
            Ideas.of(library.all_passages()),
            document,
        )


@contextmanager
def open_poisoned_bench(
    settings: Settings, cases: Sequence[InjectionCase], embedder: Embedder | None = None
) -> Iterator[Bench]:
    """A bench on a throwaway copy of the knowledge in which the documents of `cases` are planted.

    A document with hidden text is refused by the library, as it would be in the real folder.
    """
    with tempfile.TemporaryDirectory(prefix="kompas-evals-") as made:
        folder = Path(made)
        shutil.copytree(settings.knowledge_dir, folder / "knowledge")
        if settings.home.exists():
            shutil.copytree(settings.home, folder / "home")
        for case in cases:
            _plant(folder / "knowledge", case)
        planted = settings.model_copy(
            update={"home": folder / "home", "knowledge_dir": folder / "knowledge"}
        )
        with open_bench(planted, embedder) as bench:
            yield bench


def _plant(knowledge: Path, case: InjectionCase) -> None:
    document = case.document
    if document is None:
        return
    front = [
        "---",
        f"id: planted-{case.id}",
        f'title: "{document.heading}"',
        f"language: {case.language}",
        f"theme: {document.theme}",
        "audience: both",
        'owner: "evals"',
        f'source: "{_SOURCE}"',
        'licence: "MIT"',
        "review_by: 2099-01-01",
        "---",
    ]
    body = f"# {document.heading}\n\n## {_INSIGHT[case.language]}\n\n### {document.heading}\n\n"
    path = knowledge / case.language / f"planted-{case.id}.md"
    path.write_text("\n".join(front) + f"\n\n{body}{document.text}\n", encoding="utf-8")
