"""Which ideas of the knowledge a message is about, learnt from how leaders come with them.

Nearness looks for one line that says nearly the same (library/nearness.py). A leader who tells what
happened this week says it as nobody did before; what all lines of an idea have in common, and those
of other ideas do not, is then learnt better than looked up (recognition/recogniser.py).

It is learnt when the coach is made. What a curator adds while it runs is found by nearness at once,
and recognised from the next start on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from assistant.coaching.recognition import Kept, Lesson, Lessons, Recogniser, Tuning
from assistant.library.retriever import Library

_TUNING = Tuning(ridge=1.0, words=0.5)


class Ideas:
    """Recognises ideas; an idea is known by the twin key its passages have in both languages."""

    def __init__(self, library: Library, kept: Kept, plain: Callable[[str], str]) -> None:
        """`plain` puts a text in plain words."""
        self._plain = plain
        asked, vectors = library.asked_lines()
        lessons = [Lesson(line.text, (line.twin_key,), line.language) for line in asked]
        self._recogniser = None
        if lessons:
            names = ("ideas", *(f"{line.language} {line.twin_key} {line.text}" for line in asked))
            self._recogniser = Recogniser(
                kept, Lessons(names, lambda: lessons, lambda: vectors), plain, _TUNING
            )

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        if self._recogniser is not None:
            self._recogniser.fit()

    def of(self, text: str, vector: np.ndarray) -> Mapping[str, float]:
        """For each idea how much the message is about it, by twin key: about 0 to 1.

        `vector` [d] is that of `text`. None when no asked lines are written.
        """
        if self._recogniser is None:
            return {}
        return self._recogniser.score(vector, self._plain(text))
