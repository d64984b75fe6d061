"""The coach behind the window: what it must be able to do, and how it is opened once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Protocol

from assistant.conversation import Event, Question
from assistant.settings import Settings

logger = logging.getLogger(__name__)


class CoachLike(Protocol):
    """Anything that answers a question as a stream of events, the last of which is Done."""

    def stream(self, question: Question) -> AsyncIterator[Event]:
        """Yield what happens while a reply is made; may raise KompasError."""
        ...


def real_coach(settings: Settings) -> AbstractContextManager[CoachLike]:
    """The coach of these settings. Its packages are heavy, and come when it is opened."""
    from assistant.coaching.build import build_coach

    return build_coach(settings)


OpenCoach = Callable[[], AbstractContextManager[CoachLike]]


class CoachHolder:
    """Opens the coach on first use and keeps it.

    Opening takes seconds (vectors, index) and may fail (no index yet). The window is up at once;
    a failure is told to whoever asks, and the next question tries again.
    """

    def __init__(self, open_coach: OpenCoach) -> None:
        self._open_coach = open_coach
        self._stack = ExitStack()
        self._opening: asyncio.Task[CoachLike] | None = None
        self.problem: Exception | None = None
        """Why the last attempt failed; None while all is well or untried."""

    async def get(self) -> CoachLike:
        """The coach; raises what opening it raised."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
        # One reader's stop must not end the opening that all the others wait for.
        return await asyncio.shield(self._opening)

    async def _open(self) -> CoachLike:
        try:
            coach = await asyncio.to_thread(self._enter)
        except Exception as error:
            self.problem = error
            self._opening = None
            raise
        self.problem = None
        return coach

    def _enter(self) -> CoachLike:
        return self._stack.enter_context(self._open_coach())

    async def warm(self) -> None:
        """Open the coach ahead of the first question; a failure waits for that question."""
        try:
            await self.get()
        except Exception as error:
            logger.error("The coach could not be opened: %r", error)

    def close(self) -> None:
        """Close the coach, if it was opened."""
        self._opening = None
        self._stack.close()
