"""Whether a leader rounds off without a word of thanks: "bell's gone", "moet weer op de fiets, later".

Learnt from examples, beside messages that look like a goodbye and want an answer all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.coaching.intent import closes, may_close
from assistant.coaching.moves import about_self
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
_LEAD = 0.2
"""How far a goodbye must be ahead."""
_LEAD_ALONE = 0.6
"""The same where no word of it has to do with leaving, ending or meeting again: to send somebody away who
answers a question is worse than to go on coaching who leaves. Of messages held apart it then knows 57 in
100 goodbyes, and takes 3 in 100 of their look-alikes for one."""
_GOES = re.compile(
    r"\b(?:weg|vandoor|ervandoor|later|straks|morgen|door|rennen|ren|gaan|ga|moet|bel|belt|pieper|trein|bus|fiets|auto|file|klant|telefoon|deur|overleg"
    r"|vergadering|volgende|terug|tot|spreek|doei|houdoe|hoi|slapen|bed|huis|thuis|eten|lunch|koffie|kids|kinderen|stop|klaar|genoeg|afsluiten"
    r"|go|gone|going|gotta|off|run|dash|must|bell|bell's|pager|train|bus|bike|car|client|phone|door|meeting|call|next|back|see|talk|speak|bye|ciao|sleep|bed"
    r"|home|dinner|lunch|coffee|kids|stop|done|enough|out|here|up|on)\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"^\W*(?:ja|nee|neen|huh|hè|yes|yep|yeah|no|nope)\b", re.IGNORECASE)
"""Who says yes or no to what the coach asked is not on the way out."""
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
                *(Lesson(e.text, {e.label: 1.0}, e.language) for e in examples.read()),
                *(Lesson(e.text, {"going_on": 1.0}, e.language) for e in stories),
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
        if closes(text) or not may_close(text) or _ANSWERS.match(text) or about_self(text):
            return False
        scores = self._recogniser.score(vector(), self._plain(text))
        lead = scores["closing"] - scores["going_on"]
        return lead >= (_LEAD if _GOES.search(text) else _LEAD_ALONE)
