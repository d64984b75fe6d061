"""The nouns of a conversation: what goes into the coach and what comes out.

Everything here is a frozen value; nothing here does input or output.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from assistant.language import Language

Lane = Literal["claim", "coaching"]
Route = Literal["coach", "smalltalk", "crisis", "boundary", "injection", "out_of_scope"]
Role = Literal["user", "assistant"]
DeclineReason = Literal[
    "no_evidence",
    "false_premise",
    "ungrounded",
    "boundary",
    "injection",
    "out_of_scope",
    "unreadable",
]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a leader asks, with what was said before.

    The reply is in the language of `text`; `language` is the one to use when the text gives no lead
    ("AI?"), None meaning the language of the conversation so far.
    `profile` is free text on the leader's role, or None.
    """

    text: str
    language: Language | None = None
    history: tuple[Turn, ...] = ()
    profile: str | None = None


Call = Literal[
    "tells", "how", "first", "words", "example", "choice", "what_if", "amount", "who", "why",
    "wrong", "done",
]  # fmt: skip
"""What a message half-way a conversation asks of the coach; prompts/moments.toml says what each means."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question made to stand alone, ready for the retriever.

    Of a follow-up (`rewritten`) `asked` is what the message itself asks, without what it answers to
    the coach, and `said` what the coach claimed last: the ground the follow-up stands on.
    """

    text: str
    language: Language
    rewritten: bool = False
    asked: str = ""
    said: str = ""
    repairs: bool = False
    """Whether the message sets the coach right."""
    refused: frozenset[str] = frozenset()
    """Stems of what the leader said it is not about, now or before."""
    call: Call | None = None
    """What a message half-way the leader's own case asks of the coach, where that is clear."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim comes from. `quote` is the sentence in the passage that supports it."""

    n: int
    passage_id: str
    document: str
    title: str
    heading: str
    theme: str
    language: Language
    quote: str
    source: str
    review_by: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a reply as it may be shown.

    A claim carries the numbers of its citations and the support found for it (0..1);
    a coaching sentence carries neither. `block` tells how it is laid out.
    """

    text: str
    lane: Lane
    citations: tuple[int, ...] = ()
    support: float | None = None
    block: Literal["text", "item", "question", "experiment"] = "text"


@dataclass(frozen=True, slots=True)
class Trace:
    """How a reply came about: enough to explain it, nothing a person wrote.

    `fixed_reply` is the key of the reviewed text a reply is made of, "" for a composed one.
    """

    prompt_hashes: dict[str, str] = field(default_factory=dict)
    passage_ids: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    dropped_claims: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    fixed_reply: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply that answers: checked sentences with the citations they lean on."""

    language: Language
    route: Route
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    engine: str = "embedded"
    notice: str | None = None
    trace: Trace = field(default_factory=Trace)


@dataclass(frozen=True, slots=True)
class Declined:
    """A reply that says honestly what it will not or cannot answer. It cites nothing."""

    language: Language
    route: Route
    reason: DeclineReason
    sentences: tuple[Sentence, ...]
    suggestions: tuple[str, ...] = ()
    engine: str = "embedded"
    notice: str | None = None
    citations: tuple[Citation, ...] = ()
    trace: Trace = field(default_factory=Trace)


Reply = Answered | Declined


# What `Coach.stream` yields: Steps and checked sentences, and Done at the end. Restarted takes back
# the sentences shown so far: the model failed half-way and the reply begins anew.


@dataclass(frozen=True, slots=True)
class Step:
    """The coach started on something; the window says it in human words."""

    name: Literal["safety", "rewrite", "retrieve", "draft", "check"]


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    """A sentence that passed its check and may be shown now.

    `new_citations` are those that first occur in this sentence.
    """

    sentence: Sentence
    new_citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The whole reply; its sentences are exactly those that were streamed."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Restarted:
    """Everything shown so far is withdrawn; a fresh reply follows, with this notice."""

    notice: str


Event = Step | SentenceChecked | Restarted | Done
