"""A leader's language is told from short, tired, mixed messages."""

from __future__ import annotations

import pytest

from assistant.language import Language, detect_language, other


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("en bij kleine teams?", "nl"),
        ("geef eens een voorbeeld", "nl"),
        ("Mijn team wil niet met Copilot werken", "nl"),
        ("hoe stuur ik een hybride team aan nu iedereen chatgpt gebruikt", "nl"),
        ("weerstand in mijn team, help", "nl"),
        ("why is that?", "en"),
        ("give me an example please", "en"),
        ("My team is scared of AI", "en"),
        ("and what about small teams", "en"),
        ("What does 'eigenaarschap' mean for my team?", "en"),
    ],
)
@pytest.mark.parametrize("fallback", ["nl", "en"])
def test_the_small_words_decide_whatever_the_fallback(
    text: str, language: Language, fallback: Language
) -> None:
    assert detect_language(text, fallback) == language


@pytest.mark.parametrize("text", ["", "AI?", "👍", "2027", "\u202e\u200f", "ADKAR"])
@pytest.mark.parametrize("fallback", ["nl", "en"])
def test_a_text_without_a_lead_keeps_the_language_of_the_conversation(
    text: str, fallback: Language
) -> None:
    assert detect_language(text, fallback) == fallback


def test_each_language_is_the_other_of_the_other() -> None:
    assert (other("nl"), other("en")) == ("en", "nl")


@pytest.mark.parametrize(
    "text",
    [
        "Wie gehe ich mit der Angst in meinem Team um und was ist nicht gut?",
        "Comment est-ce que je parle avec les gens de mon équipe et pour quoi ?",
        "Cómo hablo con las personas de mi equipo y para qué, por favor",
    ],
)
def test_who_writes_in_another_language_is_helped_in_english(text: str) -> None:
    assert detect_language(text, "nl") == "en"


def test_spelling_alone_does_not_change_the_language_that_was_settled_on() -> None:
    assert detect_language("desire. thx", "nl", lead=0.5) == "nl"
    assert detect_language("thanks, this helps", "nl", lead=0.5) == "en"
