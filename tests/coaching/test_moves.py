"""What a message half-way a conversation calls for, and that the coach takes it up."""

from __future__ import annotations

from typing import get_args

import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.intent import intent_of, of_own_case
from assistant.coaching.moves import Move, about_self, move_of
from assistant.coaching.phrasing import Phrasing
from assistant.coaching.rewriting import rewrite
from assistant.coaching.wanted import asks_bare_example, weighs
from assistant.conversation import Answered, Question, Reply, Turn
from assistant.language import Language
from assistant.settings import Settings
from tests.support.indexed_home import indexed_home
from tests.support.shipped_coach import coach, talk

__all__ = ["coach", "indexed_home"]

_NL = Phrasing(Settings(_env_file=None).prompts_dir)


def texts(reply: Reply) -> list[str]:
    return [sentence.text for sentence in reply.sentences]


def variants(name: str, language: Language) -> set[str]:
    """Every wording of a phrase."""
    return {_NL.phrase(name, language, str(key)) for key in range(60)}


_OPENING: dict[Language, str] = {
    "nl": "Mijn team wil niet met AI werken en ik loop daarop vast.",
    "en": "My team does not want to work with AI and I am stuck with it.",
}


def moved(text: str, language: Language) -> Move | None:
    """The move of a message after an opening and an answer."""
    before = (Turn("user", _OPENING[language]), Turn("assistant", "Luister eerst. [1]"))
    question = Question(text, language, before)
    return move_of(question, intent_of(question, rewrite(question, language)), language)


# -- which move it is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "move"),
    [
        ("Moet ik het dan verplichten?", "nl", "weigh"),
        ("weet niet. mag ik zeggen dat ik het ook niet weet?", "nl", "weigh"),
        ("dus verplichten of niet", "nl", "weigh"),
        ("Should I raise it or leave it?", "en", "weigh"),
        ("i want somebody to check it all. is that too much?", "en", "weigh"),
        ("nee het gaat om mij, met hen gaat het wel", "nl", "own"),
        ("ik ben zelf ook bang", "nl", "own"),
        ("it's about me now", "en", "own"),
        ("en als hij nee blijft zeggen?", "nl", "what_if"),
        ("ja maar dan denken ze dat er banen weggaan", "nl", "what_if"),
        ("they'll laugh at me", "en", "what_if"),
        ("wat zeg ik dan tegen hem?", "nl", "words"),
        ("Kun je een voorbeeld geven?", "nl", "example"),
        ("where do i start tomorrow", "en", "step"),
        ("hij zit er al dertig jaar en kijkt me niet aan", "nl", "on"),
        ("Wat is ADKAR?", "nl", "detail"),
    ],
)
def test_the_move_of_a_message_in_a_conversation(text: str, language: Language, move: Move) -> None:
    assert moved(text, language) == move


@pytest.mark.parametrize(
    "text",
    [
        "Hoe moet ik dat aanpakken?",
        "Wat mag ik van hem verwachten?",
        "How should I begin?",
        "Moet je daar iets voor kunnen?",
        "ze vroegen of ik erbij was",
    ],
)
def test_who_asks_how_or_speaks_of_others_puts_no_choice(text: str) -> None:
    assert not weighs(text)


@pytest.mark.parametrize(
    "text",
    ["Ik ben zelf leidinggevende.", "ik doe het zelf", "My own team is fine", "mijn eigen idee"],
)
def test_a_word_like_self_does_not_make_it_about_the_leader(text: str) -> None:
    assert not about_self(text)


def test_the_opening_of_a_conversation_is_no_move() -> None:
    question = Question("Moet ik het verplichten?", "nl")
    assert move_of(question, intent_of(question, rewrite(question, "nl")), "nl") is None


def test_a_conversation_that_opened_with_a_question_to_know_is_not_about_the_leader() -> None:
    before = (Turn("user", "Wie bedacht ADKAR?"), Turn("assistant", "Jeff Hiatt. [1]"))
    assert not of_own_case(Question("moet dat op volgorde?", "nl", before), "nl")
    assert moved("Moet ik op volgorde?", "nl") == "weigh"


@pytest.mark.parametrize(
    "text",
    ["Kun je een voorbeeld geven?", "voorbeeld?", "Can you give me an example?", "any examples"],
)
def test_an_example_of_nothing_in_particular_is_one_of_what_was_said(text: str) -> None:
    assert asks_bare_example(text)


@pytest.mark.parametrize(
    "text",
    [
        "Geef een voorbeeld van inspraak",
        "an example of a human in the loop",
        "het goede voorbeeld geven aan mijn team",
    ],
)
def test_an_example_of_something_is_looked_for_by_its_own_words(text: str) -> None:
    assert not asks_bare_example(text)


# -- what the coach does with it --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "asked"),
    [("nl", "Moet ik het verplichten?"), ("en", "Should I make it compulsory?")],
)
def test_a_choice_is_left_to_the_leader_and_asked_about(
    coach: Coach, language: Language, asked: str
) -> None:
    reply = talk(coach, _OPENING[language], asked)
    assert texts(reply)[0] in variants("weigh", language)
    assert texts(reply)[-1] in variants("ask_weigh", language)
    # One lead with a colon is enough.
    assert sum(text.endswith(":") for text in texts(reply)) == 1


def test_who_says_it_is_about_the_leader_is_spoken_to_as_such(coach: Coach) -> None:
    reply = talk(coach, _OPENING["nl"], "nee het gaat om mij. bij hen valt het wel mee")
    assert reply.route == "coach"
    assert texts(reply)[0] in variants("own", "nl") | variants("misread", "nl")
    assert texts(reply)[-1] in variants("ask_own", "nl")


def test_a_fear_of_ones_own_is_not_told_as_the_fear_of_a_team(coach: Coach) -> None:
    reply = talk(
        coach, "ik ben teamlead testers. eerlijk gezegd ben ik zelf bang voor mijn baan door ai"
    )
    assert texts(reply)[0] in variants("own_first", "nl")


@pytest.mark.parametrize(
    ("opening", "asked"),
    [
        (
            "Een collega van mijn team werkt nog op papier en zegt dat AI niks voor hem is.",
            "En als hij blijft weigeren?",
        ),
        (
            "A colleague in my team still works on paper and says AI is not for him.",
            "And if he keeps refusing?",
        ),
    ],
)
def test_a_supposition_of_a_few_words_raises_no_alarm(
    coach: Coach, opening: str, asked: str
) -> None:
    assert talk(coach, opening, asked).route == "coach"


def test_a_supposition_that_names_a_boundary_still_meets_it(coach: Coach) -> None:
    opening = "Een collega van mijn team werkt nog op papier en zegt dat AI niks voor hem is."
    assert talk(coach, opening, "en als hij me weer betast?").route == "boundary"


def test_a_conversation_does_not_ask_the_same_question_twice(coach: Coach) -> None:
    messages = [
        _OPENING["nl"],
        "hij zit er al dertig jaar",
        "hij kijkt me niet aan",
        "en ik durf niks te zeggen",
    ]
    asked = [texts(talk(coach, *messages[: count + 1]))[-1] for count in range(len(messages))]
    assert all(text.endswith("?") for text in asked)
    assert len(set(asked)) == len(asked)


def test_an_experiment_is_offered_at_the_opening_and_not_again_unasked(coach: Coach) -> None:
    first = talk(coach, _OPENING["nl"])
    later = talk(coach, _OPENING["nl"], "hij zit er al dertig jaar en kijkt me niet aan")
    assert any(sentence.block == "experiment" for sentence in first.sentences)
    assert not any(sentence.block == "experiment" for sentence in later.sentences)


@pytest.mark.parametrize(
    "text",
    [
        "call centre, 60 agents. chatbot goes live in 3 weeks and sick leave is going up",
        "12 winkels, net reorganisatie gehad, iedereen is moe. en nu moet er ai bij van hoofdkantoor",
        "found out half my hr team uses chatgpt secretly. even for case notes. not sure what to do with it",
    ],
)
def test_what_goes_on_at_work_is_no_question_to_decline_and_no_claim_to_correct(
    coach: Coach, text: str
) -> None:
    reply = talk(coach, text)
    assert isinstance(reply, Answered)
    assert not reply.trace.fixed_reply


@pytest.mark.parametrize(
    "text",
    ["ja doe maar", "nee het ligt aan het rooster", "het nieuwe rooster. en 2 winkels dicht"],
)
def test_who_answers_the_coach_is_not_sent_away(coach: Coach, text: str) -> None:
    assert talk(coach, _OPENING["nl"], text).route == "coach"


def test_what_a_source_leaves_out_is_said_to_who_asks_for_the_source_only(coach: Coach) -> None:
    left_out = "noemt bij het onderzoek naar psychologische veiligheid geen onderzoeker"
    asked = talk(
        coach,
        "noemt dat stuk een naam of een jaar bij de stelling dat je zonder veiligheid niet kunt experimenteren?",
    )
    told = talk(
        coach, "Mijn team durft niet te experimenteren en ik wil dat het veilig voelt om te leren."
    )
    assert left_out in " ".join(texts(asked))
    assert left_out not in " ".join(texts(told))


def test_a_framework_that_is_waved_away_stays_away(coach: Coach) -> None:
    reply = talk(
        coach,
        "Hoe gebruik ik ADKAR bij een collega van 58 die niet wil?",
        "laat adkar maar zitten. ik ga vrijdag met hem praten. wat vraag ik hem?",
    )
    assert "ADKAR" not in " ".join(texts(reply))


@pytest.mark.parametrize("move", get_args(Move))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_move_has_questions_of_its_own(move: Move, language: Language) -> None:
    asked = variants(f"ask_{move}", language)
    assert len(asked) >= 3
    assert all(text.endswith("?") for text in asked)
