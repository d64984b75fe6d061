"""A coach that says what a test wrote down, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.conversation import Event, Question


@dataclass(frozen=True, slots=True)
class Hold:
    """Wait here until somebody stops the answer."""


ScriptItem = Event | Hold | Exception
Script = Sequence[ScriptItem]


class NothingScriptedError(AssertionError):
    """The window asked something the test did not expect."""


@dataclass
class ScriptedCoach:
    """Plays the scripts written for a question, in order; raises when there is none left.

    An exception in a script is raised at its place. Every question is kept in `questions`.
    """

    scripts: Mapping[str, Sequence[Script]]
    questions: list[Question] = field(default_factory=list)
    _played: dict[str, int] = field(default_factory=dict)

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        """Play the next script for this question."""
        self.questions.append(question)
        index = self._played.get(question.text, 0)
        self._played[question.text] = index + 1
        scripts = self.scripts.get(question.text, ())
        if index >= len(scripts):
            raise NothingScriptedError(
                f"nothing scripted for turn {index + 1} of {question.text!r}"
            )
        for item in scripts[index]:
            if isinstance(item, Exception):
                raise item
            if isinstance(item, Hold):
                await asyncio.Event().wait()
                continue
            yield item
            # A real coach lets others work between its events, and so does this one.
            await asyncio.sleep(0)
