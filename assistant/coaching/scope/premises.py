"""What a question takes for granted, held against the knowledge.

"90% of CEOs expect it, right?", "since Deloitte says technical skills matter most", "Kotter's ten
steps": where the knowledge says otherwise, the question is corrected and never confirmed.
"""

from __future__ import annotations

import numpy as np

from assistant.coaching.scope.claims import ClaimReader, Mistaken
from assistant.coaching.scope.facts import FactBase
from assistant.coaching.scope.figures import Figures
from assistant.coaching.scope.lists import ScopeLists
from assistant.coaching.scope.meaning import Meaning
from assistant.coaching.scope.reading import Asked


class Premises:
    """Finds assertions in a question and checks each."""

    def __init__(self, lists: ScopeLists, facts: FactBase) -> None:
        """The reviewed lists, and the knowledge to hold assertions against."""
        self._claims = ClaimReader(lists.premises, facts)
        self._figures = Figures(lists.counted, facts)
        self._meaning = Meaning(lists.premises, facts)

    def mistaken(self, asked: Asked, vector: np.ndarray, subject: str) -> Mistaken | None:
        """The first premise that does not hold, or None; `subject` is the standalone query."""
        found = self._figures.wrong_count(asked, vector, subject)
        for claim in self._claims.read(asked):
            found = (
                found
                or self._figures.wrong_percentage(claim, asked)
                or self._figures.wrong_order(claim, asked)
                or self._meaning.wrong_owner(claim, asked, vector)
                or self._meaning.unknown_event(claim)
                or self._meaning.turned_around(claim, asked, vector)
            )
        return found
