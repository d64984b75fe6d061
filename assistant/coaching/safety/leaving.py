"""Whether a leader rounds off without a word of thanks: "bell's gone", "moet weer op de fiets, later".

Learnt from examples, beside messages that look like a goodbye and want an answer all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.coaching.intent import closes, may_close
from assistant.coaching.recognition import (
    ExampleFile,
    ExampleVectors,
    Lesson,
    Lessons,
    Recogniser,
    Tuning,
)

CLOSING_EXAMPLES = "closing_examples.toml"
_TUNING = Tuning(ridge=0.3, words=1.0)
_LEAD = 0.1
"""How far a goodbye must be ahead. Of messages held apart it then knows 7 in 10 (thanks and agreements
by rule: 3 in 10), and takes 6 in 100 of their look-alikes for one."""
_ONE_IN = 6
"""So many of what leaders tell stand beside the look-alikes; with all of them a goodbye drowns."""


class Leaving:
    """Recognises a goodbye in the middle of a working day."""

    def __init__(
        self,
        prompts_dir: Path,
        vectors: ExampleVectors,
        plain: Callable[[str], str],
        told: ExampleFile | None,
    ) -> None:
        """`plain` puts a text in plain words; `told` is what leaders tell of their work.

        Raises PromptError when closing_examples.toml is missing, or has to be read and cannot be.
        """
        self._plain = plain
        examples = ExampleFile(prompts_dir / CLOSING_EXAMPLES)

        def lessons() -> list[Lesson]:
            stories = told.read()[::_ONE_IN] if told else ()
            return [
                *(Lesson(e.text, (e.label,), e.language) for e in examples.read()),
                *(Lesson(e.text, ("going_on",), e.language) for e in stories),
            ]

        self._recogniser = Recogniser(
            vectors,
            Lessons(
                ("leaving", examples.hash, told.hash if told else ""),
                lessons,
                lambda: vectors.get([lesson.text for lesson in lessons()]),
            ),
            plain,
            _TUNING,
        )

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        self._recogniser.fit()

    def seen_in(self, text: str, vector: Callable[[], np.ndarray]) -> bool:
        """Whether a message is a goodbye and nothing else; `vector` gives its vector [d].

        Who thanks or agrees is heard by rule (see intent.py) and asked about the own next step.
        """
        if closes(text) or not may_close(text):
            return False
        scores = self._recogniser.score(vector(), self._plain(text))
        return scores["closing"] - scores["going_on"] >= _LEAD
