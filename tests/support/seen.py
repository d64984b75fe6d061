"""Rows made up by hand, for tests of what is measured."""

from __future__ import annotations

from typing import Any

from evals.cases import Case, GoldenCase
from evals.rows import (
    Observed,
    Row,
    SeenCitation,
    SeenReply,
    SeenSentence,
    SeenTurn,
    SeenVerdict,
)

QUOTE = "Doseer het tempo van de verandering."
GOOD_CHECK = SeenVerdict(supported=True, score=0.99, reason="word for word")
BAD_CHECK = SeenVerdict(supported=False, score=0.1, reason="figure 90% is not in the passage")


def citation(**changes: Any) -> SeenCitation:
    """A citation whose quote is in its document."""
    return SeenCitation(
        **{
            "n": 1,
            "passage_id": "nl-change-pace-insight-tempo",
            "document": "nl/change-pace.md",
            "heading": "Inzicht",
            "theme": "change",
            "language": "nl",
            "quote": QUOTE,
            "source": "Een bron",
            "passage": f"{QUOTE} Check in bij je team.",
            "ideas": ["change-pace/insight/0"],
            "in_document": True,
            **changes,
        }
    )


def claim(text: str = QUOTE, **changes: Any) -> SeenSentence:
    """A claim that is cited and supported."""
    values: dict[str, Any] = {"block": "text", "citations": [1], "support": 0.99,
                              "check": GOOD_CHECK, **changes}  # fmt: skip
    return SeenSentence(text=text, lane="claim", **values)


def coaching(text: str, block: Any = "text") -> SeenSentence:
    """A sentence that asserts nothing."""
    return SeenSentence(text=text, lane="coaching", block=block, citations=[], support=None)


def reply(*sentences: SeenSentence, **changes: Any) -> SeenReply:
    """An answered reply of these sentences with one citation."""
    said = list(sentences) or [claim(), coaching("Wat heeft je team nu nodig?", "question")]
    return SeenReply(
        **{
            "language": "nl",
            "status": "answered",
            "route": "coach",
            "decline_reason": None,
            "text": " ".join(sentence.text for sentence in said),
            "sentences": said,
            "citations": [citation()],
            "suggestions": [],
            "engine": "embedded",
            "notice": None,
            "retrieved": [],
            "findings": [],
            "dropped_claims": [],
            "fixed_reply": "",
            "prompt_hashes": {},
            "timings_ms": {"total": 40.0},
            "prompt_tokens": 0,
            "completion_tokens": 0,
            **changes,
        }
    )


def declined(**changes: Any) -> SeenReply:
    """A reply that declines and cites nothing."""
    return reply(
        coaching("Daar weet ik niets over."),
        **{"status": "declined", "decline_reason": "no_evidence", "citations": [], **changes},
    )


def golden(kind: str = "in_scope", **changes: Any) -> GoldenCase:
    """A case of the golden set."""
    return GoldenCase.model_validate(
        {
            "id": "g-1",
            "language": "nl",
            "kind": kind,
            "text": "Hoe doseer ik het tempo?",
            "why": "een proef",
            "split": "dev",
            **changes,
        }
    )


def row(case: Case, *replies: SeenReply, suite: str = "golden", **observed: Any) -> Row:
    """A row of a case with these replies."""
    turns = [SeenTurn(message=getattr(case, "text", ""), reply=found) for found in replies]
    return Row(suite, case, Observed(turns=turns, **observed), 40.0)
