"""Questions that take a quoted idea to the leader's own case, to end a reply with.

They stand in prompts/idea_questions.toml, where an idea is named "document: heading" by its English
heading. A question of the idea that was quoted goes on from it; one that is only near in meaning
sounds like any other.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.coaching.headings import counterparts
from assistant.coaching.recognition import PromptFile
from assistant.language import Language
from assistant.library.passages import Passage

log = logging.getLogger(__name__)

IDEA_QUESTIONS = "idea_questions.toml"


class _Idea(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    idea: str
    nl: tuple[str, ...]
    en: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    ideas: tuple[_Idea, ...]


class IdeaQuestions:
    """The questions of each idea of the knowledge."""

    def __init__(self, prompts_dir: Path, passages: Iterable[Passage]) -> None:
        """Those of ideas that are not in `passages` are left out, as `kompas knowledge check` tells.

        Raises PromptError when idea_questions.toml is missing or cannot be read.
        """
        file = PromptFile(prompts_dir / IDEA_QUESTIONS, _File)
        self.hash = file.hash
        named = {entry.idea: entry for entry in file.read().ideas}
        self._of: dict[tuple[str, str], Mapping[Language, tuple[str, ...]]] = {}
        for (document, english), everywhere in counterparts(passages).items():
            entry = named.get(f"{document}: {english}")
            if entry is not None:
                self._of |= {place: {"nl": entry.nl, "en": entry.en} for place in everywhere}

    def of(self, passage: Passage, heading: str) -> tuple[str, ...]:
        """The questions of the idea under `heading` in a passage, in the language of the passage."""
        asked = self._of.get((passage.document_id, heading))
        return asked[passage.language] if asked else ()


def named_ideas(prompts_dir: Path) -> tuple[str, ...]:
    """The ideas that have questions, by name; raises PromptError."""
    return tuple(
        entry.idea for entry in PromptFile(prompts_dir / IDEA_QUESTIONS, _File).read().ideas
    )
