"""A leader sets the coach right, and what is refused does not come back."""

from __future__ import annotations

import pytest

from assistant.coaching.repair import repair_of, says_no, speaks_of
from assistant.coaching.rewriting import rewrite
from assistant.conversation import Question, Turn

COACHED = (
    Turn("user", "Denise probeert niets meer uit sinds het nieuwe rooster."),
    Turn(
        "assistant",
        "Jouw rol schuift mee. Leg de vijf stappen van ADKAR voor [1]. Bespreek de weerstand [2]. "
        "Plan er tijd voor [3]. Wat is jouw rol hierin?",
    ),
)


def asked(text: str, history: tuple[Turn, ...] = COACHED) -> Question:
    return Question(text, None, history)


@pytest.mark.parametrize(
    ("text", "refused", "meant"),
    [
        (
            "Het gaat niet over mijn rol, het gaat over Denise. Wat doe ik met haar?",
            "rol",
            "Denise",
        ),
        ("ADKAR ken ik niet. Hoe open ik het gesprek met Denise?", "ADKAR", "gesprek"),
        ("Denise heeft geen weerstand, precies andersom: ze is moe geworden.", "weerstand", "moe"),
        ("hou eens op over adkar. Denise kijkt me niet meer aan", "adkar", "kijkt"),
        ("It's not about my role. It's Denise, what do I say to her?", "role", "Denise"),
        ("You keep saying resistance. Denise has given up, that is all.", "resistance", "given up"),
        ("ADKAR stap 5?? Ik heb het over een vrouw die is afgehaakt", "ADKAR", "afgehaakt"),
    ],
)
def test_what_it_is_not_about_is_told_from_what_is_meant(
    text: str, refused: str, meant: str
) -> None:
    repair = repair_of(asked(text))
    assert repair.now
    assert speaks_of(f"Iets over {refused} hier.", repair.refused)
    assert meant in repair.meant
    assert refused not in repair.meant


@pytest.mark.parametrize(
    "text",
    [
        "Niemand voelt zich nog verantwoordelijk voor de planning.",
        "We hebben geen budget, hoe leren we dan?",
        "Wat als Denise niet wil?",
        "Nee, Denise is pas een jaar in dienst.",
        "What if nobody wants to start?",
        "And for a small team?",
        "Goed, ik laat het los. Tot later.",
        "Ik begin met vragen en hou mijn mond over de stappen.",
        "What if we drop the steps altogether and go sit in their meetings?",
        "They hope they can stop being called out at night.",
        "I've never said that out loud, to be fair.",
        "Mijn team luistert niet naar me.",
        "Hoe stop ik met de weerstand wegpraten?",
        "Hij begint steeds over zijn rol in het team.",
        "I asked for volunteers for the steps and nobody came.",
        "Wat moet ik met een collega die de stappen overslaat?",
    ],
)
def test_telling_what_is_lacking_sets_nothing_right(text: str) -> None:
    assert not repair_of(asked(text)).now


def test_what_was_refused_stays_refused_until_it_is_taken_up_again() -> None:
    told = (
        *COACHED,
        Turn("user", "hou op over adkar, het gaat om Denise"),
        Turn("assistant", "Goed [1]."),
    )
    assert speaks_of("ADKAR", repair_of(asked("Wat zeg ik tegen haar?", told)).refused)
    again = repair_of(asked("Vertel toch maar wat ADKAR is.", told))
    assert not speaks_of("ADKAR", again.refused)


def test_who_answers_nothing_yet_cannot_set_it_right() -> None:
    assert not repair_of(asked("Het gaat niet over mijn rol, het gaat over Denise.", ())).now


def test_a_correction_is_looked_for_by_the_story_and_not_by_what_the_coach_made_of_it() -> None:
    query = rewrite(asked("Het gaat niet over adkar."), "nl")
    assert query.repairs
    assert "rooster" in query.text
    assert "weerstand" not in query.text


PAUSED = (
    Turn("user", "De reviews van code worden slechter."),
    Turn(
        "assistant",
        "Zet een verandering op pauze. Gartner noemt het een sprong [1]. Zeg het de klanten.",
    ),
)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Welke pauze? We pauzeren niks. Hoe ga ik verder met de reviews?", "pauze"),
        ("Je herhaalt Gartner terwijl ik daar niks van geloof.", "gartner"),
        ("Klanten hebben hier niks mee te maken. Hoe houd ik de reviews goed?", "klanten"),
    ],
)
def test_what_was_never_asked_for_does_not_come_back(text: str, refused: str) -> None:
    repair = repair_of(asked(text, PAUSED))
    assert repair.now
    assert any(stem.startswith(refused[:5]) for stem in repair.refused)


@pytest.mark.parametrize(
    "text",
    [
        "Her hand in the work. I never said that to her.",
        "what happens on Monday? I will not be there",
    ],
)
def test_who_tells_of_somebody_else_sets_nothing_right(text: str) -> None:
    assert not repair_of(asked(text)).now


@pytest.mark.parametrize(
    "text", ["je snapt me niet", "You lost me.", "I literally just told you, water damage."]
)
def test_who_is_not_heard_says_so_in_many_ways(text: str) -> None:
    assert repair_of(asked(text)).now


@pytest.mark.parametrize(
    "text",
    [
        "The resistance has nothing to do with age, they are proud of their craft",
        "Which task? I do not know yet.",
        "daar vroeg ik haar niet naar",
        "Als je herhaalt wat ze zeggen, luisteren ze",
        "The line you quoted helps a lot",
        "het voorbeeld dat je noemt klopt",
        "Laat Sandra even nadenken",
    ],
)
def test_an_ordinary_message_with_such_words_sets_nothing_right(text: str) -> None:
    assert not repair_of(asked(text)).now


def test_a_no_is_told_from_nobody() -> None:
    assert says_no("nee, ze houden niks geheim")
    assert not says_no("No one in my team dares to speak")
    assert not says_no("No idea where to start")
