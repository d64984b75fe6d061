"""What a short question wants to hear, and sentences that look like it."""

from __future__ import annotations

import pytest

from assistant.coaching.wanted import Want, asks_evidence, gives, in_time, wanted


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


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Is there any research that AI harms motivation?", True),
        ("Yes or no, do you have a source on that?", True),
        ("Is daar onderzoek naar?", True),
        ("heb je daar een bron van", True),
        ("We did research on our customers", False),
        ("wat zegt het onderzoek van Deloitte?", False),
    ],
)
def test_who_asks_whether_anything_bears_it_out_is_heard(text: str, evidence: bool) -> None:
    assert asks_evidence(text) is evidence


def test_advice_has_a_place_in_time() -> None:
    assert in_time("Vraag je team wat er leeft.") == 0
    assert in_time("Laat mensen in tweetallen oefenen.") == 1
    assert in_time("Kijk na twee weken samen terug op de proef.") == 2
    assert in_time("Return to the open questions on the agreed day.") == 2


@pytest.mark.parametrize(
    "text",
    [
        "Is there a study group for managers?",
        "Is er een bron van onrust die ik mis?",
        "How do you research what your team needs?",
    ],
)
def test_other_sources_and_studies_are_no_question_for_research(text: str) -> None:
    assert not asks_evidence(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bespreek de vier woorden voordat de invoering begint.",
        "Herhaal een zorg over AI eerst in eigen woorden.",
        "Start on a small scale.",
    ],
)
def test_a_first_step_is_not_taken_for_looking_back(text: str) -> None:
    assert in_time(text) < 2
