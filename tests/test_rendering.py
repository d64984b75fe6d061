"""The text of a reply reads well, and its data keep the contract other programs rely on."""

from __future__ import annotations

import json

from assistant.conversation import Answered, Citation, Declined, Sentence, Trace
from assistant.rendering import render_text, reply_as_dict

CITATION = Citation(
    n=1, passage_id="p1", document="nl/a.md", title="Titel", heading="Kop", theme="change",
    language="nl", quote="Doseer het tempo.", source="Bron",
)  # fmt: skip
REPLY = Answered(
    language="nl",
    route="coach",
    sentences=(
        Sentence("Je wilt rust.", "coaching"),
        Sentence("Twee mogelijkheden:", "coaching"),
        Sentence("Doseer het tempo.", "claim", (1,), 0.98765, "item"),
        Sentence("Vraag wat nodig is.", "claim", (1,), 0.9, "item"),
        Sentence("Neem vijf minuten.", "claim", (1,), 0.9, "experiment"),
        Sentence("Wat past bij jou?", "coaching", block="question"),
    ),
    citations=(CITATION,),
    trace=Trace(timings_ms={"total": 12.345}),
)


def test_the_text_is_markdown_with_marks_in_reading_order() -> None:
    assert render_text(REPLY) == (
        "Je wilt rust. Twee mogelijkheden:\n\n"
        "- Doseer het tempo. [1]\n- Vraag wat nodig is. [1]\n\n"
        "*Klein experiment, als je wilt:* Neem vijf minuten. [1]\n\n"
        "Wat past bij jou?"
    )


def test_a_program_can_tell_claims_from_coaching() -> None:
    data = json.loads(json.dumps(reply_as_dict(REPLY, "q1")))
    assert [s["lane"] for s in data["sentences"]] == ["coaching"] * 2 + ["claim"] * 3 + ["coaching"]
    assert all(bool(s["citations"]) == (s["lane"] == "claim") for s in data["sentences"])
    assert (data["id"], data["status"], data["decline_reason"]) == ("q1", "answered", None)
    assert set(data["citations"][0]) == {
        "n", "passage_id", "document", "heading", "theme", "language", "quote", "source",
    }  # fmt: skip


def test_a_decline_says_why_and_cites_nothing() -> None:
    reply = Declined("en", "coach", "no_evidence", (Sentence("Not here.", "coaching"),))
    data = reply_as_dict(reply)
    assert (data["status"], data["decline_reason"]) == ("declined", "no_evidence")
    assert data["citations"] == []
