"""Which sentences of the knowledge answer a question, alone and within a conversation."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.selection import Candidate, Standout, diverse
from assistant.conversation import Answered, Question, Reply, Turn
from tests.support.fakes import GARTNER
from tests.support.indexed_home import indexed_home
from tests.support.shipped_coach import coach

__all__ = ["coach", "indexed_home"]


def claims(reply: Reply) -> str:
    return " ".join(s.text for s in reply.sentences if s.lane == "claim")


def asked(coach: Coach, text: str, *told: str) -> Reply:
    """The reply to `text` after messages of the leader and the coach in turn."""
    history = tuple(Turn("assistant" if n % 2 else "user", said) for n, said in enumerate(told))
    return coach.reply(Question(text, None, history))


def test_two_questions_in_one_message_are_both_answered(coach: Coach) -> None:
    reply = claims(asked(coach, "Wat is een learn-it-all, en wie zei dat?"))
    assert "nieuwsgierig" in reply
    assert "Nadella" in reply


def test_a_follow_up_may_go_back_to_what_was_said_before_the_last_answer(coach: Coach) -> None:
    reply = asked(
        coach,
        "back to that ambassador, how many hours does that take?",
        "who could help my colleagues along with AI",
        "An AI ambassador is an enthusiastic, curious employee who explores an application of AI "
        "and shares the knowledge with the team [1]. Who comes to mind?",
        "Noor, but people also complain that everything changes at once",
        "Too much change at once overwhelms people and can drive them into resistance [1]. "
        "Which change could wait?",
    )
    assert "ambassador" in claims(reply).lower()


STORY = {
    "nl": ("Darek vraagt of hij met kerst nog werk heeft", "Vertel eerlijk wat je weet [1]. Wat speelt er?"),
    "en": ("Darek asks if he still has a job at christmas", "Say honestly what you know [1]. What is up?"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "says"),
    [
        ("nl", "maar wat zeg ik dan als hij het weer vraagt", "kun je zeggen"),
        ("en", "so what do i say when he asks again", "can say"),
    ],
)
def test_who_asks_for_words_gets_sentences_to_say(
    coach: Coach, language: str, text: str, says: str
) -> None:
    reply = asked(coach, text, *STORY[language])
    sentences = [s.text for s in reply.sentences if s.lane == "claim"]
    assert len(sentences) >= 2
    assert sum(says in sentence or "'" in sentence for sentence in sentences) == len(sentences)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "geef me drie vragen die ik het team kan stellen"),
        ("en", "give me three questions I can put to the team"),
    ],
)
def test_who_asks_for_questions_gets_questions_and_is_asked_one(
    coach: Coach, language: str, text: str
) -> None:
    reply = asked(coach, text, *STORY[language])
    assert all("?" in s.text for s in reply.sentences if s.lane == "claim")
    assert sum("?" in s.text for s in reply.sentences if s.lane == "coaching") <= 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Ik heb dinsdag anderhalf uur met het team. Kun je een programma maken?"),
        ("en", "We have half a day on Thursday. Can you make an agenda for it?"),
    ],
)
def test_who_asks_for_a_programme_gets_parts_for_it(coach: Coach, language: str, text: str) -> None:
    reply = asked(coach, text, *STORY[language])
    assert len(claims(reply)) > 0
    own = " ".join(s.text for s in reply.sentences if s.lane == "coaching")
    assert "onderdelen" in own or "parts" in own


def test_a_story_is_not_declined_for_a_short_name_in_it(coach: Coach) -> None:
    reply = asked(
        coach,
        "eng manager, nine devs, my juniors now ship faster than they understand and our ZK reviews "
        "have become ping pong",
    )
    assert isinstance(reply, Answered)
    assert reply.route == "coach"


def test_who_asks_for_a_fact_again_gets_it_again(coach: Coach) -> None:
    told = asked(coach, "Hoeveel procent van de CEO's verwacht een nieuw tijdperk door AI?")
    reply = asked(
        coach,
        "hoeveel was het ook weer?",
        "Hoeveel procent van de CEO's verwacht een nieuw tijdperk door AI?",
        claims(told) + " [1] Wat wil je ermee doen?",
    )
    assert "77%" in claims(reply)


def test_a_source_may_be_called_by_its_initials(coach: Coach) -> None:
    reply = asked(coach, "what does hbr say about upskilling, whose task is it?")
    assert "Harvard Business Review" in claims(reply)


def test_where_a_fact_must_come_from_does_not_change_the_answer(coach: Coach) -> None:
    plain = asked(coach, "Welke nieuwe rollen ontstaan er door AI?")
    sourced = asked(coach, "Welke nieuwe rollen ontstaan er volgens het artikel door AI?")
    assert "automation coach" in claims(plain)
    assert "automation coach" in claims(sourced)


def test_a_story_of_the_own_team_is_coached_whatever_words_it_uses(coach: Coach) -> None:
    story = (
        "Magazijn, 22 man, nachtdienst. Sinds het scansysteem er is wijzen ze naar elkaar als er een "
        "pallet zoek is en ik hoor pas een dag later dat het misging. Hoe krijg ik dat boven tafel?"
    )
    assert type(asked(coach, story)).__name__ == "Answered"


def candidate(score: float, text: str) -> Candidate:
    return Candidate(text, GARTNER, 0, score, np.eye(3, dtype=np.float32)[len(text) % 3])


def test_how_clearly_a_sentence_stands_out_is_measured_against_the_tenth() -> None:
    ranked = [candidate(0.9 - n / 100, "x" * (n + 1)) for n in range(12)]
    found = Standout.of(ranked)
    assert found.score == pytest.approx(0.9)
    assert found.ahead == pytest.approx(0.09)
    assert len(found.sentences) == 3
    assert found.clear(0.89, 0.05)
    assert not found.clear(0.89, 0.1)


def test_without_sentences_nothing_stands_out() -> None:
    assert not Standout.of([]).clear(0.0, 0.01)
    assert diverse([], 3) == []


TWO_SIDES = (
    "Marleen en Joost praten niet meer met elkaar sinds Joost opstellen nakijkt met een AI-tool.",
    "Vraag in een gesprek over ADKAR op welke stap iemand staat [1]. Wat speelt er bij Joost?",
)


def test_words_asked_for_in_a_conversation_are_never_out_of_scope(coach: Coach) -> None:
    reply = asked(coach, "Geef me een eerste zin voor Marleen", *TWO_SIDES)
    assert isinstance(reply, Answered)


def test_what_a_leader_refuses_is_not_offered_again(coach: Coach) -> None:
    reply = asked(coach, "Hou op over adkar. Hoe open ik het gesprek met Marleen?", *TWO_SIDES)
    assert isinstance(reply, Answered)
    assert "adkar" not in " ".join(s.text for s in reply.sentences).lower()


def test_a_story_of_which_the_situation_is_uncertain_ends_in_an_open_question(coach: Coach) -> None:
    reply = asked(
        coach,
        "Ik leid het theater en Joost kwam erachter dat ik de poster door een beeldgenerator liet maken "
        "toen hij op vakantie was. Hij heeft zijn schetsen van de muur gehaald en zegt er niks over.",
    )
    assert isinstance(reply, Answered)
    assert reply.sentences[-1].text.endswith("?")
    assert not any("richting" in s.text for s in reply.sentences if s.lane == "coaching")
