"""The shipped coach on the shipped knowledge, and a conversation with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.coaching.build import build_coach
from assistant.coaching.coach import Coach
from assistant.conversation import Question, Reply, Turn
from assistant.rendering import render_sentences
from assistant.settings import Settings


@pytest.fixture(scope="module")
def coach(indexed_home: Path) -> Iterator[Coach]:
    """The coach, with the embedded engine; wants `indexed_home` (see there) beside it."""
    with build_coach(Settings(_env_file=None, home=indexed_home)) as made:
        yield made


def talk(coach: Coach, *messages: str) -> Reply:
    """The reply to the last of these messages."""
    history: list[Turn] = []
    for text in messages:
        reply = coach.reply(Question(text, None, tuple(history)))
        said = render_sentences(reply.sentences, reply.language)
        history += [Turn("user", text), Turn("assistant", said)]
    return reply
