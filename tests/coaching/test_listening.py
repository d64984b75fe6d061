"""A leader says what it feels like, and is heard before anything is offered."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.feelings import FEELINGS, Feelings
from assistant.coaching.safety.rulebook import Rulebook
from assistant.conversation import Answered, Question, Turn
from assistant.errors import PromptError
from assistant.language import Language
from assistant.rendering import render_text
from assistant.settings import Settings
from tests.support.indexed_home import indexed_home
from tests.support.shipped_coach import coach, talk

__all__ = ["coach", "indexed_home"]

PROMPTS = Settings(_env_file=None).prompts_dir
HISTORY = (
    Turn("user", "Ik geef leiding aan een afdeling die weer een nieuw systeem krijgt."),
    Turn("assistant", "Vraag je team welke zorgen er leven. [1]\n\nWat vraagt dit van jou?"),
)


@pytest.fixture(scope="module")
def feelings() -> Feelings:
    return Feelings(Settings(_env_file=None).prompts_dir, Rulebook(PROMPTS).plain)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ik voel me zo tekortschieten naar mijn mensen", "nl"),
        ("Ik schaam me. Ik durf ze niet aan te kijken", "nl"),
        ("ik wil even mijn hart luchten", "nl"),
        ("I feel humiliated and my old peer enjoys it", "en"),
        ("i cried in the car", "en"),
        ("I just need someone to listen", "en"),
    ],
)
def test_a_feeling_is_heard_in_the_words_for_it(
    feelings: Feelings, text: str, language: Language
) -> None:
    assert feelings.heard(text, language) is not None
    assert feelings.only_listen(Question(text, language, HISTORY), language) is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ik schaam me niet voor mijn vragen", "nl"),
        ("Sanne zei: 'ik voel me zo vernederd' en liep weg", "nl"),
        ("mijn team is bang voor AI", "nl"),
        ("I am not a bad manager", "en"),
        ("My people want to be heard before anything changes", "en"),
        ("They think I'm angry with them", "en"),
        ("I do not want to let my team down", "en"),
        ("Mijn team zit niet te wachten op advies van een computer", "nl"),
        ("Zij vinden me een slechte leidinggevende", "nl"),
        ("the team is tired of pilots", "en"),
        ("", "en"),
    ],
)
def test_what_is_denied_or_said_by_others_is_no_feeling_of_the_leader(
    feelings: Feelings, text: str, language: Language
) -> None:
    assert feelings.heard(text, language) is None


def test_who_asks_something_gets_an_answer_whatever_is_felt(feelings: Feelings) -> None:
    for text in (
        "Ik schaam me zo. Wat zeg ik morgen tegen ze?",
        "ik schaam me. Help me het voor te bereiden",
    ):
        assert feelings.only_listen(Question(text, "nl", HISTORY), "nl") is None


def test_after_listening_twice_the_coach_offers_something_again(feelings: Feelings) -> None:
    heard = feelings.heard("ik schaam me", "nl")
    assert heard is not None
    turns = tuple(
        turn
        for reflection in heard.reflections[:2]
        for turn in (Turn("user", "ik schaam me"), Turn("assistant", reflection))
    )
    question = Question("ik schaam me nog steeds", "nl", (*HISTORY, *turns))
    assert feelings.only_listen(question, "nl") is None
    assert feelings.only_listen(Question("ik schaam me", "nl", (*HISTORY, *turns[:2])), "nl")


@pytest.mark.parametrize(("word", "language"), [("ik schaam me", "nl"), ("i am ashamed", "en")])
def test_every_question_is_one_and_no_reflection_asks(
    feelings: Feelings, word: str, language: Language
) -> None:
    heard = feelings.heard(word, language)
    assert heard is not None
    assert all(text.count("?") == 1 and text.endswith("?") for text in heard.questions)
    assert not any("?" in text for text in heard.reflections)


def test_a_file_that_is_not_as_it_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / FEELINGS).write_text("[general]\nx = 1\n", encoding="utf-8")
    with pytest.raises(PromptError) as caught:
        Feelings(tmp_path, str.lower)
    assert FEELINGS in caught.value.user_message("nl")


@pytest.mark.parametrize(
    ("opening", "text"),
    [
        ("Mijn team krijgt weer een nieuw systeem en loopt op zijn tandvlees.", "ik voel me gewoon tekortschieten naar ze"),
        ("My forecast had a stupid error in front of the whole team.", "I am just ashamed. I cant look at them tomorrow."),
    ],
)  # fmt: skip
def test_half_way_the_coach_only_listens_and_asks_one_question(
    coach: Coach, opening: str, text: str
) -> None:
    reply = talk(coach, opening, text)
    assert isinstance(reply, Answered)
    assert reply.citations == ()
    assert {sentence.lane for sentence in reply.sentences} == {"coaching"}
    assert render_text(reply).count("?") == 1
    assert reply.suggestions


def test_who_opens_with_a_feeling_hears_that_first_and_gets_one_thing_that_may_help(
    coach: Coach,
) -> None:
    reply = talk(coach, "My AI forecast was wrong and everyone laughed. I felt so humiliated.")
    assert reply.sentences[0].lane == "coaching"
    assert sum(sentence.lane == "claim" for sentence in reply.sentences) == 1
    assert reply.sentences[-1].block == "question"


def test_what_is_felt_is_kept_nowhere(coach: Coach) -> None:
    reply = talk(coach, "Ons team krijgt een nieuw systeem.", "ik schaam me zo")
    ids = [
        block["id"] for block in tomllib.loads((PROMPTS / FEELINGS).read_text("utf-8"))["feeling"]
    ]
    assert not any(name in repr(reply.trace) for name in ids)
