"""Names of colleagues and numbers stay on this machine, and come back in the reply."""

from __future__ import annotations

import pytest

from assistant.coaching.draft import DraftRequest
from assistant.coaching.privacy import Privacy, people_in
from assistant.conversation import Question, SearchQuery, Turn


def _masked(text: str, *history: str) -> tuple[str, list[str], str]:
    turns = tuple(Turn("user", said) for said in history)
    request = DraftRequest(Question(text, history=turns), SearchQuery(text, "nl"), "nl", ())
    masking, masked = Privacy().mask_request(request)
    return (
        masked.question.text,
        [t.content for t in masked.question.history],
        masking.unmask(masked.question.text),
    )


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Ik heb een gesprek met Sanne over haar werk.", "Sanne"),
        ("Mijn collega Piet van der Berg wil niet.", "Piet"),
        ("Fatima weigert met Copilot te werken.", "Fatima"),
        ("Mail naar jan.de.vries@bedrijf.nl graag.", "jan.de.vries"),
        ("Bel 06 1234 5678 voor overleg.", "1234"),
        ("Rekening NL91ABNA0417164300 klopt.", "ABNA"),
        ("How do I talk to Ahmed about this?", "Ahmed"),
    ],
)
def test_personal_data_is_masked_and_restored(text: str, secret: str) -> None:
    masked, _, restored = _masked(text)
    assert secret not in masked
    assert restored == text


@pytest.mark.parametrize(
    "text",
    [
        "Wat zegt Gartner over de 77%?",
        "Hoe werkt ADKAR van Prosci?",
        "What did Satya Nadella say?",
        "Mijn team wil niet met ChatGPT.",
    ],
)
def test_what_the_framework_names_itself_is_left_alone(text: str) -> None:
    assert _masked(text)[0] == text


def test_the_same_person_is_the_same_placeholder_throughout() -> None:
    masked, history, _ = _masked("Wat zeg ik tegen Sanne?", "Ik werk met Sanne in een team.")
    placeholder = next(word for word in masked.split("«")[1:])
    assert placeholder.split("»")[0] in history[0]


def test_an_ordinary_opening_word_is_no_person() -> None:
    assert people_in("Iedereen is moe. Niemand wil verder. Het is druk.") == set()
