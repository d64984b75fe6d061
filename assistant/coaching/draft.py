"""The seam between the chain and the two engines: what an engine gets, what it gives.

An engine proposes sentences; it never decides what is shown. The chain checks every claim first.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.coaching.aiming import Aim
from assistant.conversation import Lane, Question, SearchQuery
from assistant.language import Language
from assistant.library.passages import RetrievedPassage

Block = Literal["text", "item", "question", "experiment"]


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """One drafting job: the question, the query made of it and the passages that may be used.

    `aim` is what the passages were gathered for, when that is known. `rejected` holds claims of an earlier draft that failed their check, for the one redraft.
    """

    question: Question
    query: SearchQuery
    language: Language
    passages: tuple[RetrievedPassage, ...]
    aim: Aim | None = None
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One proposed sentence. A claim names the passages it leans on; coaching names none.

    `passage_ids` may hold ids that were never retrieved: the chain records those as findings.
    """

    text: str
    lane: Lane
    passage_ids: tuple[str, ...] = ()
    block: Block = "text"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens one draft cost; zeros for the embedded engine."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Engine(Protocol):
    """Writes drafts, sentence by sentence. Both engines look the same from the chain."""

    @property
    def name(self) -> str:
        """`embedded`, or the name of the model."""
        ...

    @property
    def prompt_hashes(self) -> dict[str, str]:
        """File name -> sha256 of every prompt this engine uses; empty for the embedded engine."""
        ...

    def draft(self, request: DraftRequest) -> AsyncIterator[DraftSentence | Usage]:
        """Yield the sentences of one draft in reading order, and at most one Usage at the end.

        Raises ProviderError when a model outside this process fails, also half-way.
        """
        ...
