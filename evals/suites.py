"""The suites: which dataset is put to the coach in which way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evals.cases import (
    DATASETS,
    Case,
    ClaimCase,
    CoachingCase,
    FollowUpCase,
    GoldenCase,
    InjectionCase,
    OutsideClaim,
    OutsideMessage,
    PairCase,
    RetrievalCase,
    SafetyCase,
    UnanswerableCase,
)

How = Literal["ask", "search", "verify", "pair"]


@dataclass(frozen=True, slots=True)
class Suite:
    """A dataset and how its cases are run: asked, searched, verified, or asked in both languages."""

    name: str
    shape: type[Case]
    how: How
    searches: bool = False
    """Whether the retriever is looked at as well."""

    @property
    def path(self) -> Path:
        """Where the cases are."""
        return DATASETS / f"{self.name}.jsonl"


SUITES: tuple[Suite, ...] = (
    Suite("golden", GoldenCase, "ask"),
    Suite("coaching", CoachingCase, "ask"),
    Suite("follow_up", FollowUpCase, "ask"),
    Suite("unanswerable", UnanswerableCase, "ask"),
    Suite("safety", SafetyCase, "ask"),
    Suite("injection", InjectionCase, "ask"),
    Suite("bilingual_pairs", PairCase, "pair", searches=True),
    Suite("retrieval", RetrievalCase, "search", searches=True),
    Suite("claims", ClaimCase, "verify"),
)
OUTSIDE: tuple[Suite, ...] = (
    Suite("outside_claims", OutsideClaim, "verify"),
    Suite("outside_messages", OutsideMessage, "ask"),
)


def suite_named(name: str) -> Suite:
    """A suite by name; raises KeyError when there is none."""
    return {suite.name: suite for suite in (*SUITES, *OUTSIDE)}[name]


def shape_of(name: str) -> type[Case]:
    """The shape of a suite's cases; raises KeyError when there is no such suite."""
    return suite_named(name).shape
