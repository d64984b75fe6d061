"""A follow-up is understood from what was said before it."""

from __future__ import annotations

import pytest

from assistant.coaching.rewriting import leans_on_history, rewrite
from assistant.conversation import Question, Turn

HISTORY = (
    Turn("user", "Hoe krijg ik mijn team mee in de verandering?"),
    Turn(
        "assistant",
        "Je wilt vooruit.\n\nDrie mogelijkheden:\n\n- Begin met het waarom. [1]\n"
        "- Laat mensen meedenken over de invoering. [2]\n- Doseer het tempo. [3]\n\nWat past bij jou?",
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "en bij kleine teams?", "waarom is dat?", "geef eens een voorbeeld", "vertel meer",
        "why is that?", "and for remote teams?", "give an example", "the second one?", "hoe dan?",
        "heb je nog een tip", "wat bedoel je daarmee?",
    ],
)  # fmt: skip
def test_an_elliptical_message_leans_on_the_history(text: str) -> None:
    assert leans_on_history(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hoe ga ik om met weerstand tegen AI in mijn team?",
        "Wat zegt Deloitte over teamwork en communicatie?",
        "How do I build psychological safety in my team?",
        "Mijn collega's vinden dat AI ons werk minder menselijk maakt.",
    ],
)
def test_a_question_that_stands_alone_does_not(text: str) -> None:
    assert not leans_on_history(text)


def test_a_question_that_stands_alone_is_its_own_query() -> None:
    query = rewrite(Question("Wat zegt Deloitte over teamwork?", history=HISTORY), "nl")
    assert (query.text, query.rewritten) == ("Wat zegt Deloitte over teamwork?", False)


def test_a_follow_up_carries_the_question_it_follows() -> None:
    query = rewrite(Question("en bij kleine teams?", history=HISTORY), "nl")
    assert query.rewritten
    assert query.text == "Hoe krijg ik mijn team mee in de verandering? en bij kleine teams?"


def test_the_second_one_points_at_the_second_item_of_the_answer() -> None:
    query = rewrite(Question("Vertel meer over de tweede", history=HISTORY), "nl")
    assert "Laat mensen meedenken over de invoering." in query.text
    assert "Doseer" not in query.text


def test_follow_ups_on_follow_ups_keep_the_first_question() -> None:
    history = (*HISTORY, Turn("user", "en bij kleine teams?"), Turn("assistant", "Klein is fijn."))
    query = rewrite(Question("geef eens een voorbeeld", history=history), "nl")
    assert query.text.startswith(
        "Hoe krijg ik mijn team mee in de verandering? en bij kleine teams?"
    )


def test_without_history_a_short_message_is_taken_as_it_is() -> None:
    assert rewrite(Question("en nu?"), "nl").text == "en nu?"
