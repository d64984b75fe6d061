"""The questions a new conversation can start with: one a theme, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.framework import Framework
from assistant.language import Language


@dataclass(frozen=True, slots=True)
class StarterQuestion:
    """A question on a button, with the theme it belongs to."""

    theme_id: str
    theme: str
    question: str


def starter_questions(framework: Framework, language: Language) -> list[StarterQuestion]:
    """The first starter of each of the five themes; the compass spans them and has no button."""
    return [
        StarterQuestion(theme.id, theme.name[language], theme.starters[language][0])
        for theme in framework.themes
        if theme.id != "compass" and theme.starters[language]
    ]
