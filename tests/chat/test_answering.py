"""What is refused, what is remembered, and what the coach's holder does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant.chat.coach import CoachHolder, CoachLike
from assistant.chat.conversation_state import HISTORY_TURNS, QUESTIONS_A_MINUTE, ConversationState
from assistant.chat.guarding import sentence_for
from assistant.chat.texts import TEXTS
from assistant.errors import IndexMissing
from tests.support.scripted_coach import ScriptedCoach


def test_the_history_keeps_the_last_turns_only() -> None:
    state = ConversationState()
    for number in range(20):
        state.remember(f"question {number}", f"answer {number}")
    assert len(state.history()) == HISTORY_TURNS
    assert state.history()[-1].content == "answer 19"


def test_an_answer_of_which_nothing_was_shown_is_not_remembered() -> None:
    state = ConversationState()
    state.remember("question", "")
    assert state.history() == ()


def test_too_many_questions_in_a_minute_are_refused_until_it_is_over() -> None:
    now = [0.0]
    state = ConversationState(clock=lambda: now[0])
    assert not any(state.too_many() for _ in range(QUESTIONS_A_MINUTE))
    assert state.too_many()
    now[0] = 61.0
    assert not state.too_many()


def test_a_known_error_speaks_for_itself() -> None:
    assert sentence_for(IndexMissing("no index"), "nl") == IndexMissing.message["nl"]


def test_an_unforeseen_error_is_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(ValueError, match="somebody") as caught:
        raise ValueError("what somebody wrote")
    assert sentence_for(caught.value, "en") == TEXTS["en"].failed
    assert "what somebody wrote" not in caplog.text
    assert "ValueError" in caplog.text
    assert "test_answering.py" in caplog.text


class Opening:
    """Opens a coach as often as asked, failing the first `failures` times."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.opened = 0
        self.closed = 0

    @contextmanager
    def __call__(self) -> Iterator[CoachLike]:
        self.opened += 1
        if self.opened <= self.failures:
            raise IndexMissing("not yet")
        yield ScriptedCoach({})
        self.closed += 1


async def test_the_coach_is_opened_once_for_all_and_closed_at_the_end() -> None:
    opening = Opening()
    holder = CoachHolder(opening)
    coaches = await asyncio.gather(*(holder.get() for _ in range(20)))
    assert len(set(map(id, coaches))) == 1
    assert opening.opened == 1
    holder.close()
    assert opening.closed == 1


async def test_a_coach_that_could_not_be_opened_is_tried_again_at_the_next_question() -> None:
    holder = CoachHolder(Opening(failures=1))
    await holder.warm()
    assert isinstance(holder.problem, IndexMissing)
    await holder.get()
    assert holder.problem is None


async def test_one_visitor_who_stops_does_not_end_the_opening_for_the_others() -> None:
    holder = CoachHolder(Opening())
    impatient = asyncio.create_task(holder.get())
    patient = asyncio.create_task(holder.get())
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient is await holder.get()
    holder.close()
