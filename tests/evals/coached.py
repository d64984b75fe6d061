"""Coaching conversations that no coach had, for what judges and people say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evals.cases import CoachingCase
from evals.rows import Judgement, Observed, Row, SeenReply, SeenTurn
from evals.store import RunFolder, ScoredRow

REPLY = (
    "Je kapte haar af en zag haar **dichtklappen** [1].\n\n"
    "- Je kunt er zelf op terugkomen.\n\nWat zou zij van jou willen horen?"
)


def case(identifier: str = "coa-nl-900", **values: Any) -> CoachingCase:
    """A Dutch conversation of one message about a mistake."""
    found: dict[str, Any] = {
        "id": identifier,
        "language": "nl",
        "persona": "teamleider",
        "goal": "herstellen",
        "turns": ["Ik heb haar afgekapt, waar iedereen bij zat."],
        "kind": "mistake",
        "why": "a mistake that is confessed",
        "split": "dev",
    }
    return CoachingCase.model_validate(found | values)


def turn(
    text: str = REPLY, *, message: str = "Ik heb haar afgekapt.", declined: bool = False
) -> SeenTurn:
    """A message with its reply."""
    reply = SeenReply(
        language="nl",
        status="declined" if declined else "answered",
        route="coach",
        decline_reason="no_evidence" if declined else None,
        text=text,
        sentences=[],
        citations=[],
        suggestions=[],
        engine="embedded",
        notice=None,
        retrieved=[],
        findings=[],
        dropped_claims=[],
        fixed_reply="",
        prompt_hashes={},
        timings_ms={},
        prompt_tokens=0,
        completion_tokens=0,
    )
    return SeenTurn(message=message, reply=reply)


def said(criterion: str, met: bool | None, *, judge: str = "one@1") -> Judgement:
    """What a judge said; None: nothing that can be used."""
    return Judgement(
        judge=judge,
        criterion=criterion,
        met=met,
        evidence="" if met is None else "Je kapte haar af",
        reason="no whole answer" if met is None else "it says so",
    )


def row(
    identifier: str = "coa-nl-900",
    judgements: list[Judgement] | None = None,
    *,
    text: str = REPLY,
    **values: Any,
) -> Row:
    """A row of one turn."""
    observed = Observed(turns=[turn(text)], judgements=judgements or [])
    return Row("coaching", case(identifier, **values), observed, 1.0)


def run(folder: Path, *rows: Row) -> RunFolder:
    """A run on disk with these rows."""
    stored = RunFolder(folder)
    stored.write_config({})
    stored.replace_rows([ScoredRow(row, {}) for row in rows])
    return stored
