"""Asking for an idea of the knowledge by its heading: how a suggestion says it, and how it is heard."""

from __future__ import annotations

import re

from assistant.language import Language

_ASKING: dict[Language, str] = {
    "nl": "Vertel meer over ‘{}’",
    "en": "Tell me more about ‘{}’",
}
_ASKED = re.compile(
    r"\W*(?:vertel (?:me |mij )?(?:eens )?meer over|tell me more about)\s+['‘\"“](.+)['’\"”]\W*",
    re.IGNORECASE,
)


def asking_for(heading: str, language: Language) -> str:
    """The words with which a leader asks to hear more about the idea under this heading."""
    return _ASKING[language].format(heading)


def heading_asked_for(text: str) -> str | None:
    """The heading that a message asks to hear more about, as it stands there; else None."""
    asked = _ASKED.fullmatch(text)
    return asked[1].strip() if asked else None
