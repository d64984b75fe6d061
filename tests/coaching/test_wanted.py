"""What a short question wants to hear, and sentences that look like it."""

from __future__ import annotations

import pytest

from assistant.coaching.wanted import Want, gives, wanted


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("wie bedacht dat?", "person"),
        ("how long should it be?", "time"),
        ("hoeveel waren het er?", "number"),
        ("heb je een voorbeeld?", "example"),
        ("what do I say then?", "words"),
        ("waarom niet?", "reason"),
        ("wat is het verschil?", "contrast"),
        ("mag dat ook?", "limit"),
    ],
)
def test_a_short_question_tells_what_its_answer_looks_like(text: str, want: Want) -> None:
    assert wanted(text)[0] == want


def test_a_question_for_a_way_forward_tells_nothing() -> None:
    assert wanted("en bij kleine teams dan") == ()


@pytest.mark.parametrize(
    ("want", "sentence", "other"),
    [
        ("person", "A model devised by Jeff Hiatt.", "A model for change in five steps."),
        ("time", "Geef elke demo vijf minuten.", "Geef elke demo aandacht."),
        ("words", "Je kunt zeggen: 'Dat weet ik nog niet.'", "Je kunt eerlijk zijn."),
        ("reason", "Laat het niet los, omdat een mens moet wegen.", "Laat het niet los."),
    ],
)
def test_a_sentence_looks_like_the_wanted_thing_or_not(
    want: Want, sentence: str, other: str
) -> None:
    assert gives(want, sentence)
    assert not gives(want, other)
