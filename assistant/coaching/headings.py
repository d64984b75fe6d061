"""Ideas of the knowledge by their headings: the same idea in both languages, and asking for one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.language import LANGUAGES, Language
from assistant.library.passages import Passage, Section

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


def counterparts(
    passages: Iterable[Passage],
) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """For each idea by its English heading the same idea in every language it is there in.

    Twin documents have the same ideas in the same order under each section.
    """
    headings: dict[tuple[str, str, Section], list[str]] = {}
    for passage in passages:
        listed = headings.setdefault((passage.language, passage.document_id, passage.section), [])
        listed += [h for h in dict.fromkeys(passage.headings) if h and h not in listed]
    found: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
    for (language, document, section), english in headings.items():
        if language != "en":
            continue
        for place, heading in enumerate(english):
            everywhere = [headings.get((other, document, section), []) for other in LANGUAGES]
            found[document, heading] = frozenset(
                (document, listed[place]) for listed in everywhere if len(listed) == len(english)
            ) | {(document, heading)}
    return found
