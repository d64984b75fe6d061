"""What the window remembers of one conversation: the turns so far, and the answer under way."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.conversation import Turn
from assistant.language import Language

HISTORY_TURNS = 12
QUESTIONS_A_MINUTE = 30


@dataclass
class ConversationState:
    """One conversation; it lives in memory only, as long as the window is open."""

    clock: Callable[[], float] = time.monotonic
    turns: list[Turn] = field(default_factory=list)
    language: Language | None = None
    """What the reader chose with the switch during this conversation."""
    running: asyncio.Task[None] | None = None
    """The answer under way; the stop button ends this one and no other."""
    _asked: deque[float] = field(default_factory=lambda: deque(maxlen=QUESTIONS_A_MINUTE))

    @property
    def busy(self) -> bool:
        """Whether an answer is under way."""
        return self.running is not None and not self.running.done()

    def too_many(self) -> bool:
        """Count one question; True when there were too many within a minute."""
        now = self.clock()
        if len(self._asked) == QUESTIONS_A_MINUTE and now - self._asked[0] < 60:
            return True
        self._asked.append(now)
        return False

    def history(self) -> tuple[Turn, ...]:
        """The last turns, oldest first."""
        return tuple(self.turns[-HISTORY_TURNS:])

    def remember(self, asked: str, said: str) -> None:
        """Add what was asked and what was shown; nothing when nothing was shown."""
        if said:
            self.turns += [Turn("user", asked), Turn("assistant", said)]
            del self.turns[:-HISTORY_TURNS]
