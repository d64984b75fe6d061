"""A follow-up is understood from what was said before it."""

from __future__ import annotations

import pytest

from assistant.coaching.rewriting import (
    asked_parts,
    asking_part,
    claims_of,
    leans_on_history,
    ordinal_in,
    rewrite,
)
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
        "heb je nog een tip", "wat bedoel je daarmee?", "and the fourth one?", "en de andere twee?", "who told them?", "mag dat ook?",
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


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("dinsdag. en wie vraag ik daarvoor?", "en wie vraag ik daarvoor?"),
        ("Mostly sales. How long does it take?", "How long does it take?"),
        ("En hoe dan?", "En hoe dan?"),
        ("We hebben het geprobeerd. Niemand kwam.", "We hebben het geprobeerd. Niemand kwam."),
    ],
)
def test_what_answers_the_coach_is_told_from_what_is_asked(text: str, asks: str) -> None:
    assert asking_part(text) == asks


def test_a_question_after_an_answer_to_the_coach_leans_on_the_conversation() -> None:
    query = rewrite(Question("De eerste denk ik. wie vraag ik daarvoor?", history=HISTORY), "nl")
    assert (query.rewritten, query.asked) == (True, "wie vraag ik daarvoor?")


def test_a_follow_up_takes_along_what_the_coach_claimed_and_nothing_around_it() -> None:
    query = rewrite(Question("en bij kleine teams?", history=HISTORY), "nl")
    assert query.said == (
        "Begin met het waarom. Laat mensen meedenken over de invoering. Doseer het tempo."
    )


def test_an_answer_without_marks_is_taken_whole_but_for_its_question() -> None:
    assert claims_of("Klein beginnen helpt. Wat past bij jou?") == "Klein beginnen helpt."


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("en de derde?", 2),
        ("what's number 4?", 3),
        ("and the last one?", -1),
        ("de voorlaatste?", -2),
        ("dat was de eerste week", None),
        ("for the last time", None),
    ],
)
def test_a_place_in_a_list_is_told_from_a_moment_in_time(text: str, place: int | None) -> None:
    assert ordinal_in(text) == place


def test_a_bare_answer_is_not_the_subject_of_the_conversation() -> None:
    history = (
        *HISTORY,
        Turn("user", "vooral de mensen op locatie die al lang meedraaien"),
        Turn("assistant", "Vraag hen mee te denken. [1] Wie vraag je als eerste?"),
    )
    query = rewrite(Question("en dan?", history=history), "nl")
    assert query.text.startswith("Hoe krijg ik mijn team mee in de verandering?")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Wie bedacht het, en in welk jaar?", 2),
        ("What does it mean and who came up with it? I need it for a slide.", 2),
        ("hoe lang duurt het, met hoeveel mensen en wat neem je mee", 3),
        ("Hoe begin ik met een leeruur?", 1),
        ("Onze planning loopt uit de hand.", 0),
    ],
)
def test_the_questions_in_one_message_are_told_apart(text: str, parts: int) -> None:
    assert len(asked_parts(text)) == parts
