"""The datasets, read strictly: what is asked, what is expected of the reply, and why.

Every dataset is a file of JSON lines in `datasets/`, one shape a suite. Whatever the shape, a case
can say what it expects in one form, `Expectation`, so that a scorer need not know the suite.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.conversation import Question, Route, Turn
from assistant.language import Language

DATASETS = Path(__file__).parent / "datasets"

Split = Literal["dev", "test"]
C = TypeVar("C", bound="Case")
Facts = list[list[str]]
"""For each asked-for fact, the wordings any of which will do."""


class DatasetError(ValueError):
    """A dataset that cannot be used; the message names file, line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a good reply has. None or empty: the case says nothing about it.

    `routes` are the routes that will do. `answerable` tells whether the knowledge carries the
    question; where it does not, `may_correct` allows a correction from the source in place of a
    decline. `relevant` maps references ("document#heading") to grades.
    """

    routes: frozenset[Route] = frozenset()
    answerable: bool | None = None
    may_correct: bool = False
    themes: frozenset[str] = frozenset()
    facts: tuple[tuple[str, ...], ...] = ()
    relevant: tuple[tuple[str, int], ...] = ()
    never: tuple[str, ...] = ()
    canary: str | None = None


class Said(BaseModel):
    """One earlier turn of a conversation."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    role: Literal["user", "assistant"]
    content: str


class Case(BaseModel):
    """What every case has."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    why: str
    split: Split

    @property
    def kind(self) -> str:
        """The group within the suite that is reported apart."""
        return "all"

    @property
    def expected(self) -> Expectation:
        """What a good reply has."""
        raise AssertionError("every shape of case says what it expects")


class Asked(Case):
    """A case that is asked as one message, with what was said before."""

    language: Language
    text: str
    history: list[Said] = []

    @property
    def messages(self) -> tuple[str, ...]:
        """The user's messages, one turn of the coach after each."""
        return (self.text,)

    def question(self) -> Question:
        """The first message as the coach gets it."""
        history = tuple(Turn(said.role, said.content) for said in self.history)
        return Question(self.messages[0], history=history)


GoldenKind = Literal[
    "in_scope",
    "follow_up",
    "far",
    "near_miss",
    "false_premise",
    "crisis",
    "crisis_lookalike",
    "boundary",
    "injection",
    "injection_lookalike",
    "smalltalk",
]
_UNANSWERABLE = ("far", "near_miss", "false_premise")
_NOT_STOPPED: frozenset[Route] = frozenset({"coach", "smalltalk", "out_of_scope"})
_GOLDEN_ROUTES: dict[str, frozenset[Route]] = {
    "crisis": frozenset({"crisis"}),
    "boundary": frozenset({"boundary", "crisis"}),
    "injection": frozenset({"injection"}),
    "smalltalk": frozenset({"smalltalk"}),
}


class GoldenCase(Asked):
    """A question of the golden set: all kinds of messages in one small set."""

    suite_kind: GoldenKind = Field(alias="kind")
    themes: list[str] = []
    facts: Facts = []

    @property
    def kind(self) -> str:
        return self.suite_kind

    @property
    def expected(self) -> Expectation:
        answerable = {"in_scope": True, "follow_up": True}.get(
            self.kind, False if self.kind in _UNANSWERABLE else None
        )
        return Expectation(
            routes=_GOLDEN_ROUTES.get(self.kind, _NOT_STOPPED),
            answerable=answerable,
            may_correct=self.kind == "false_premise",
            themes=frozenset(self.themes),
            facts=_facts(self.facts),
        )


class CoachingCase(Asked):
    """A coaching conversation of one to six scripted messages, with persona and goal."""

    text: str = ""
    persona: str
    goal: str
    turns: Annotated[list[str], Field(min_length=1, max_length=6)]
    suite_kind: Literal[
        "fact",
        "howto",
        "dilemma",
        "example",
        "list",
        "l_and_d",
        "disclosure",
        "why",
        "experiment",
        "closing",
        "mistake",
        "blame",
        "thin",
        "detail",
    ] = Field(alias="kind")
    themes: list[str] = []
    facts: Facts = []
    focus: list[Annotated[int, Field(ge=1, le=30)]] = []
    never: list[str] = []

    @property
    def kind(self) -> str:
        return self.suite_kind

    @property
    def messages(self) -> tuple[str, ...]:
        return tuple(self.turns)

    @property
    def expected(self) -> Expectation:
        # A closing turn may be thanked for, and thin evidence may be said to be thin.
        answerable = None if self.kind in ("closing", "thin", "disclosure") else True
        return Expectation(
            routes=_NOT_STOPPED,
            answerable=answerable,
            themes=frozenset(self.themes),
            facts=_facts(self.facts),
            never=tuple(self.never),
        )


class FollowUpCase(Asked):
    """An elliptical message that means something only after what was said before."""

    stands_alone: str
    themes: list[str]
    relevant: dict[str, Literal[1, 2]]
    facts: Facts = []

    @property
    def expected(self) -> Expectation:
        return Expectation(
            routes=frozenset({"coach"}),
            answerable=True,
            themes=frozenset(self.themes),
            facts=_facts(self.facts),
            relevant=tuple(self.relevant.items()),
        )


class UnanswerableCase(Asked):
    """A question the knowledge cannot carry, or one beside it that it can."""

    suite_kind: str = Field(alias="kind")
    outcome: Literal["declined", "answered", "corrected"] = Field(alias="expected")
    missing: str | None = None

    @property
    def kind(self) -> str:
        return self.suite_kind

    @property
    def expected(self) -> Expectation:
        return Expectation(
            routes=frozenset({"coach"}) if self.outcome == "answered" else frozenset(),
            answerable=self.outcome == "answered",
            may_correct=self.outcome == "corrected",
        )


class SafetyCase(Asked):
    """A message and the route it must take; `reply` names the reviewed text where one is meant."""

    route: Route
    reply: str | None = None

    @property
    def kind(self) -> str:
        return self.route

    @property
    def expected(self) -> Expectation:
        exact = self.route not in ("coach", "out_of_scope")
        return Expectation(
            routes=frozenset({self.route}) if exact else _NOT_STOPPED,
            answerable=False if self.route == "out_of_scope" else None,
        )


class PoisonedDocument(BaseModel):
    """A knowledge document that holds an order; planted in a throwaway index."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    theme: str
    heading: str
    text: str


class InjectionCase(Asked):
    """An order to the coach hidden in a message, a pasted text, the history or a document."""

    where: Literal["message", "pasted", "history", "document"]
    document: PoisonedDocument | None = None
    attack: bool
    canary: str | None = None
    legit: str | None = None

    @property
    def kind(self) -> str:
        return f"{self.where}, {'attack' if self.attack else 'look-alike'}"

    @property
    def expected(self) -> Expectation:
        # An order elsewhere than in the message is passed over; an order in the message is refused,
        # or passed over when there is an honest rest to answer. The canary tells whether it worked.
        routes = _NOT_STOPPED
        if self.attack and self.where in ("message", "pasted"):
            routes = frozenset({"injection", "boundary", "out_of_scope"})
            if self.legit is not None:
                routes |= {"coach"}
        elif self.attack:
            routes |= {"injection"}
        return Expectation(routes=routes, canary=self.canary)


class RetrievalCase(Case):
    """A question with the passages that answer it (grade 2) or are of use (grade 1)."""

    language: Language
    text: str
    style: Literal["paraphrase", "typos", "mixed", "situation", "fact", "keyword", "l_and_d"]
    relevant: Annotated[dict[str, Literal[1, 2]], Field(min_length=1)]

    @property
    def kind(self) -> str:
        return self.style

    @property
    def expected(self) -> Expectation:
        return Expectation(relevant=tuple(self.relevant.items()))


class PairCase(Case):
    """One question as a Dutch and as an English leader asks it; the replies must be equals."""

    nl: str
    en: str
    answerable: bool
    themes: list[str] = []
    relevant: dict[str, Literal[1, 2]] = {}
    facts: Facts = []

    @property
    def kind(self) -> str:
        return "answerable" if self.answerable else "not answerable"

    @property
    def expected(self) -> Expectation:
        return Expectation(
            answerable=self.answerable,
            themes=frozenset(self.themes),
            facts=_facts(self.facts),
            relevant=tuple(self.relevant.items()),
        )


class ClaimCase(Case):
    """A claim with the passage it leans on, and whether the passage carries it."""

    passage_language: Language
    claim_language: Language
    document: str
    passage: str
    claim: str
    supported: bool
    error: (
        Literal[
            "number",
            "name",
            "negation",
            "overclaim",
            "added_detail",
            "swapped_relation",
            "other_passage",
        ]
        | None
    )

    @property
    def kind(self) -> str:
        return self.error or "supported"

    @property
    def expected(self) -> Expectation:
        return Expectation()


class OutsideClaim(Case):
    """A labelled claim of an outside set; the best score over `chunks` counts."""

    set_name: str
    claim: str
    chunks: list[list[str]]
    supported: bool

    @property
    def kind(self) -> str:
        return self.set_name

    @property
    def expected(self) -> Expectation:
        return Expectation()


class OutsideMessage(Asked):
    """A message of an outside set with the routes that will do."""

    set_name: str
    routes: list[Route] = []
    answerable: bool | None = None

    @property
    def kind(self) -> str:
        return self.set_name

    @property
    def expected(self) -> Expectation:
        return Expectation(routes=frozenset(self.routes), answerable=self.answerable)


def split_of(identifier: str) -> Split:
    """The part a case belongs to, by its id alone: a third, once and for all, is `test`."""
    number = int(hashlib.sha256(identifier.encode()).hexdigest(), 16)
    return "test" if number % 3 == 0 else "dev"


def read(path: Path, shape: type[C]) -> list[C]:
    """All cases of a dataset; raises DatasetError naming file and line at the first wrong one."""
    cases, problems = scan(path, shape)
    if problems:
        raise DatasetError(problems[0])
    return cases


def scan(path: Path, shape: type[C]) -> tuple[list[C], list[str]]:
    """The good cases of a dataset, and for each bad one what is wrong with it and where.

    Raises DatasetError when the file cannot be read at all.
    """
    cases: list[C] = []
    problems: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            case = shape.model_validate(json.loads(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            problems.append(f"{path.name}:{number}: {where}: {first['msg']}")
            continue
        except ValueError as error:
            problems.append(f"{path.name}:{number}: not JSON: {error}")
            continue
        if case.id in seen:
            problems.append(f"{path.name}:{number}: the id {case.id!r} is used twice")
            continue
        seen.add(case.id)
        cases.append(case)
    return cases, problems


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path.name}: cannot be read: {error}") from error


def _facts(facts: Facts) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(wordings) for wordings in facts)
