"""Steps that a claim has in another order than its passage."""

from __future__ import annotations

import pytest

from assistant.coaching.order import order_changed
from assistant.coaching.translation import meanings
from assistant.language import Language

STAIRS = (
    "1. Step 1 of the stairs is watching: your colleague watches how you do it.\n"
    "2. Step 2 of the stairs is proposing: your colleague makes a proposal.\n"
    "3. Step 3 of the stairs is deciding: your colleague decides and reports."
)
LISTED = (
    "De vier stappen van de winkel staan vast, op volgorde: de kassa tellen, de etalage vullen, "
    "de deur openen en de klanten groeten. Wie te laat komt, begint bij de deur."
)
PROSE = (
    "Ask both landlords what the rent will be. After that, visit each other's house by daylight. "
    "Hand in the form only after both households have signed."
)
CALLER = "Let people finish, apologise once and briefly, then repeat the question."
DRUMMER = "De drummer speelt de maat voor nadat de zanger het refrein heeft gezongen."


def changed(claim: str, language: Language, passage: str, beside: Language) -> bool:
    return order_changed(
        claim,
        passage,
        lambda text: meanings(text, language),
        lambda text: meanings(text, beside),
    )


@pytest.mark.parametrize(
    ("claim", "language", "passage", "beside"),
    [
        ("First your colleague decides, then makes a proposal.", "en", STAIRS, "en"),
        ("Eerst vult een collega de etalage en daarna telt hij de kassa.", "nl", LISTED, "nl"),
        ("Je opent eerst de deur en vult daarna de etalage.", "nl", LISTED, "nl"),
        ("First visit each other's house and then ask about the rent.", "en", PROSE, "en"),
        ("Bezoek eerst elkaars huis en vraag daarna pas naar de huur.", "nl", PROSE, "en"),
        ("Repeat the question first, and then apologise briefly.", "en", CALLER, "en"),
        ("Eerst speelt de drummer, daarna zingt de zanger.", "nl", DRUMMER, "nl"),
        ("The drummer plays first and the singer sings afterwards.", "en", DRUMMER, "nl"),
    ],
)
def test_steps_that_changed_places_are_seen(
    claim: str, language: Language, passage: str, beside: Language
) -> None:
    assert changed(claim, language, passage, beside)


@pytest.mark.parametrize(
    ("claim", "language", "passage", "beside"),
    [
        ("First your colleague makes a proposal, then decides.", "en", STAIRS, "en"),
        ("Eerst telt een collega de kassa en daarna vult hij de etalage.", "nl", LISTED, "nl"),
        ("First ask about the rent and then visit each other's house.", "en", PROSE, "en"),
        ("Vraag eerst naar de huur en bezoek daarna elkaars huis.", "nl", PROSE, "en"),
        ("Apologise first, and then repeat the question.", "en", CALLER, "en"),
        ("Eerst zingt de zanger, daarna speelt de drummer.", "nl", DRUMMER, "nl"),
        # Nothing is said of an order, or not of both steps, or both stand in one place.
        ("Your colleague decides and makes a proposal.", "en", STAIRS, "en"),
        ("First phone the mayor, and then ask about the rent.", "en", PROSE, "en"),
        ("The first step is watching.", "en", STAIRS, "en"),
        ("First ask, then ask.", "en", PROSE, "en"),
        ("First", "en", PROSE, "en"),
        ("Eerst dit. Daarna dat.", "nl", "", "nl"),
    ],
)
def test_steps_in_their_order_and_steps_that_are_not_there_tell_nothing(
    claim: str, language: Language, passage: str, beside: Language
) -> None:
    assert not changed(claim, language, passage, beside)
