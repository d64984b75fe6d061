"""A figure that nobody gave is declined, in both languages."""

from __future__ import annotations

import pytest

from assistant.coaching.coach import Coach
from assistant.conversation import Declined, Question
from tests.support.indexed_home import indexed_home
from tests.support.shipped_coach import coach

__all__ = ["coach", "indexed_home"]


@pytest.mark.parametrize(
    "text",
    [
        "Klopt het dat 70% van de veranderingen mislukt?",
        "Is it true that 70% of change programmes fail?",
        "Do 70% of change programmes fail?",
        "90% of teams resist AI, right?",
    ],
)
def test_a_percentage_the_knowledge_gives_of_nothing_is_not_confirmed(
    coach: Coach, text: str
) -> None:
    reply = coach.reply(Question(text))
    assert isinstance(reply, Declined)
    assert not any(sentence.lane == "claim" for sentence in reply.sentences)


@pytest.mark.parametrize(
    "text",
    [
        "Is 20% van de week genoeg om als leider met AI te oefenen?",
        "Is it normal that 40% of people have not tried the AI tool yet?",
        "Moet 100% van de mensen meedoen aan een proef met AI?",
        "Is it true that 77% of CEOs expect AI to bring a new era?",
    ],
)
def test_a_percentage_to_be_weighed_and_one_that_is_there_are_no_reason_to_decline(
    coach: Coach, text: str
) -> None:
    assert not isinstance(coach.reply(Question(text)), Declined)
