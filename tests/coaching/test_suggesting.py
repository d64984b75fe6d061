"""What a leader might ask next: it differs with the reply, and the coach can answer it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.headings import asking_for, heading_asked_for
from assistant.conversation import Answered, Question, Reply, Turn
from assistant.language import LANGUAGES, Language
from assistant.library.retriever import Library
from assistant.rendering import render_text
from assistant.settings import Settings
from tests.support.indexed_home import indexed_home
from tests.support.shipped_coach import coach

__all__ = ["coach", "indexed_home"]

TOLD: dict[Language, tuple[str, ...]] = {
    "nl": (
        "Mijn team wacht bij elk besluit op mij en ik word er gek van.",
        "Niemand durft fouten te maken met de nieuwe AI-tool.",
        "Ik weet zelf minder van AI dan mijn jongste medewerker en ik schaam me daarvoor.",
        "Onze visie op AI is een vel papier waar niemand iets mee doet.",
    ),
    "en": (
        "My team waits for me with every decision and it is driving me mad.",
        "Nobody dares to make mistakes with the new AI tool.",
        "I know less about AI than my youngest employee and I am ashamed of it.",
        "Our vision on AI is a sheet of paper nobody does anything with.",
    ),
}


@pytest.fixture(scope="module")
def library(indexed_home: Path) -> Library:
    return Library.open(Settings(_env_file=None, home=indexed_home))


def then(coach: Coach, told: str, reply: Reply, text: str) -> Reply:
    history = (Turn("user", told), Turn("assistant", render_text(reply)))
    return coach.reply(Question(text, None, history))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_suggested_first_is_an_idea_that_fits_this_message_and_is_told_when_asked(
    coach: Coach, language: Language
) -> None:
    first = []
    for told in TOLD[language]:
        reply = coach.reply(Question(told))
        assert isinstance(reply, Answered)
        heading = heading_asked_for(reply.suggestions[0])
        assert heading is not None
        assert heading not in {citation.heading for citation in reply.citations}
        answer = then(coach, told, reply, reply.suggestions[0])
        assert isinstance(answer, Answered)
        assert {citation.heading for citation in answer.citations} == {heading}
        assert answer.language == language
        first.append(heading)
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_idea_is_told_in_its_own_order_when_it_is_asked_for_by_its_heading(
    coach: Coach, library: Library, language: Language
) -> None:
    passages = [p for p in library.all_passages() if p.language == language]
    told = [p for p in passages if p.section in ("insight", "practice", "l-and-d")]
    headings = list(dict.fromkeys(h for p in told for h in p.headings if h))
    assert len(headings) > 80
    for heading in headings[::5]:
        answer = coach.reply(Question(asking_for(heading, language)))
        assert isinstance(answer, Answered), heading
        assert {citation.heading for citation in answer.citations} == {heading}, heading


def test_an_idea_that_is_asked_for_twice_is_told_twice(coach: Coach) -> None:
    text = asking_for("Luister eerst naar wie zich verzet", "nl")
    first = coach.reply(Question(text))
    again = then(coach, text, first, text)
    assert isinstance(first, Answered)
    assert isinstance(again, Answered)
    told = [[s.text for s in reply.sentences if s.lane == "claim"] for reply in (first, again)]
    assert told[0] == told[1]
    assert len(told[0]) == 5


def test_a_heading_of_the_other_language_is_an_ordinary_question(coach: Coach) -> None:
    reply = coach.reply(Question("Tell me more about ‘Luister eerst naar wie zich verzet’"))
    assert isinstance(reply, Answered)


def test_an_idea_the_leader_turned_away_is_not_suggested_again(coach: Coach) -> None:
    told = "I caught a colleague pasting customer data into an AI tool and said nothing."
    reply = coach.reply(Question(told))
    corrected = then(
        coach, told, reply, "It is not about a mistake. I want to know what to agree with him."
    )
    assert isinstance(corrected, Answered)
    assert corrected.suggestions
    assert not any("mistake" in suggestion.lower() for suggestion in corrected.suggestions)


def test_a_title_between_quotes_is_asked_for_only_by_a_message_that_is_nothing_else() -> None:
    assert (
        heading_asked_for("Vertel meer over ‘Zet het speelveld neer’") == "Zet het speelveld neer"
    )
    assert heading_asked_for("tell me more about 'Set the stage'?") == "Set the stage"
    assert heading_asked_for("Tell me more about 'Set the stage' and about my boss") is None
    assert heading_asked_for("Vertel meer over het speelveld") is None
