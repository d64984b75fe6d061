"""What was seen of one case: plain data that can be stored, read back and scored again.

Everything a scorer needs is in the row. Scoring therefore needs no coach, no model and no key, and
scoring a stored row gives what it gave the day it was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from assistant.conversation import Lane, Route
from assistant.language import Language
from evals.cases import Case


class _Seen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeenVerdict(_Seen):
    """What the grounding check says of one claim; `score` 0..1, supported from 0.5."""

    supported: bool
    score: float
    reason: str


class SeenCitation(_Seen):
    """A citation of a reply. `ideas` are the language-neutral keys of the cited passage;
    `in_document` tells whether `quote` really stands in the knowledge document."""

    n: int
    passage_id: str
    document: str
    heading: str
    theme: str
    language: Language
    quote: str
    source: str
    passage: str
    ideas: list[str]
    in_document: bool


class SeenSentence(_Seen):
    """A sentence of a reply; for a claim `check` is the check repeated apart from the coach."""

    text: str
    lane: Lane
    block: Literal["text", "item", "question", "experiment"]
    citations: list[int]
    support: float | None
    check: SeenVerdict | None = None


class SeenPassage(_Seen):
    """A retrieved passage; `ideas` as with a citation."""

    passage_id: str
    ideas: list[str]
    score: float


class SeenReply(_Seen):
    """A reply of the coach as a leader gets it, with what its trace tells."""

    language: Language
    status: Literal["answered", "declined"]
    route: Route
    decline_reason: str | None
    text: str
    sentences: list[SeenSentence]
    citations: list[SeenCitation]
    suggestions: list[str]
    engine: str
    notice: str | None
    retrieved: list[str]
    findings: list[str]
    dropped_claims: list[str]
    fixed_reply: str
    prompt_hashes: dict[str, str]
    timings_ms: dict[str, float]
    prompt_tokens: int
    completion_tokens: int

    @property
    def declined(self) -> bool:
        """Whether the coach declined."""
        return self.status == "declined"

    @property
    def claims(self) -> list[SeenSentence]:
        """The sentences that assert something."""
        return [sentence for sentence in self.sentences if sentence.lane == "claim"]


class SeenTurn(_Seen):
    """One message and the reply it got."""

    message: str
    reply: SeenReply


class Judgement(_Seen):
    """What a judge said of one criterion. `met` None: what it wrote could not be read (unscored)."""

    judge: str
    criterion: str
    met: bool | None
    evidence: str
    reason: str


class Observed(_Seen):
    """All that was seen of a case.

    `turns` are the replies, one a message; `twin` those to the English question of a pair (then
    `turns` are the Dutch). `relevant` maps idea keys to grades, made from the case's references.
    """

    turns: list[SeenTurn] = []
    twin: list[SeenTurn] = []
    retrieved: list[SeenPassage] = []
    twin_retrieved: list[SeenPassage] = []
    relevant: dict[str, int] = {}
    verdict: SeenVerdict | None = None
    judgements: list[Judgement] = []


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a run. `error` is set, and `observed` empty, when it could not be run."""

    suite: str
    case: Case
    observed: Observed
    ms: float
    error: str | None = None

    @property
    def language(self) -> str:
        """The language the case is reported under: nl, en, or for claims nl>en and the like."""
        case: Any = self.case
        if hasattr(case, "claim_language"):
            same = case.claim_language == case.passage_language
            return case.claim_language if same else f"{case.claim_language}>{case.passage_language}"
        return getattr(case, "language", "nl+en")

    @property
    def replies(self) -> list[SeenReply]:
        """All replies of the case, of both twins of a pair."""
        return [turn.reply for turn in (*self.observed.turns, *self.observed.twin)]

    @property
    def last(self) -> SeenReply | None:
        """The reply to the last message, or None."""
        return self.observed.turns[-1].reply if self.observed.turns else None
